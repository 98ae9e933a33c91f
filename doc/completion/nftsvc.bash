# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for nftsvc(8)

_nftsvc_options()
{
	local common="--verbose --help --version"

	case $1 in
	show|search) echo "--format --registry --contacts $common" ;;
	registry) echo "--format --registry --contacts --note $common" ;;
	export) echo "--format --registry --search $common" ;;
	update) echo "--format --force --rollback --url --timeout --max-size --cacert $common" ;;
	import) echo "--format --force $common" ;;
	compare) echo "--format $common" ;;
	check) echo "--format --registry --locked --strict --allow $common" ;;
	lock) echo "--format --registry --update $common" ;;
	expand) echo "--format --registry --locked $common" ;;
	diff) echo "--format --registry --locked --strict --allow --netns --adopt --prune $common" ;;
	apply) echo "--registry --locked --strict --allow --netns --adopt --prune --confirm $common" ;;
	confirm|rollback) echo "--netns $common" ;;
	status|explain) echo "--format --registry --netns $common" ;;
	remove) echo "--registry --netns $common" ;;
	watch) echo "--registry --locked --netns --reload --repair $common" ;;
	*) echo "$common" ;;
	esac
}

_nftsvc_formats()
{
	case $1 in
	show|search) echo "table json csv" ;;
	export) echo "csv xml html text json services" ;;
	registry|compare|update|import|check|lock|diff|explain) echo "table json" ;;
	status) echo "table json prometheus" ;;
	expand) echo "table json nft declare" ;;
	esac
}

_nftsvc_lints="several-ports service-number unauthorized-use de-assigned other-ports contained
	duplicate unused cleartext lock-unused"

# Names of the registry that begin with $1. Without a letter they are too many
# to be of use.
_nftsvc_names()
{
	[[ -n $1 ]] || return
	nftsvc search --format csv -- "$1" 2>/dev/null | awk -F, -v want="${1,,}" \
		'NR > 1 && index(tolower($1), want) == 1 && !seen[$1]++ { print $1 }'
}

_nftsvc_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -d -- "$1"; compgen -f -X "!$2" -- "$1")
}

_nftsvc_registries()
{
	_nftsvc_files "$1" '*'
	mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "built-in stored former" -- "$1")
}

_nftsvc()
{
	local verbs="show search registry export compare update import check lock expand diff apply confirm rollback status explain remove watch help version"
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local verb="" word skip=""

	COMPREPLY=()
	# "--format=json" comes as three words.
	if [[ $cur == = ]]; then
		cur=""
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ -n $skip && $word != = ]]; then
			skip=""
		elif [[ $word == --format || $word == --registry || $word == --netns ||
			$word == --allow || $word == --confirm || $word == --url ||
			$word == --timeout || $word == --max-size || $word == --cacert ||
			$word == --search ]]; then
			skip=1
		elif [[ $word != -* && $word != = ]]; then
			verb=$word
			break
		fi
	done

	case $prev in
	--format) mapfile -t COMPREPLY < <(compgen -W "$(_nftsvc_formats "$verb")" -- "$cur") ;;
	--registry) _nftsvc_registries "$cur" ;;
	--cacert) _nftsvc_files "$cur" '*' ;;
	--allow) mapfile -t COMPREPLY < <(compgen -W "$_nftsvc_lints" -- "$cur") ;;
	--netns)
		mapfile -t COMPREPLY < <(compgen -W "$(ls /run/netns 2>/dev/null)" -- "$cur")
		;;
	*)
		if [[ $cur == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$(_nftsvc_options "$verb")" -- "$cur")
		elif [[ -z $verb ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
		else
			case $verb in
			show|export) mapfile -t COMPREPLY < <(_nftsvc_names "$cur") ;;
			import) _nftsvc_files "$cur" '*' ;;
			compare) _nftsvc_registries "$cur" ;;
			help) mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur") ;;
			# What is behind the query is policies.
			explain)
				if [[ $prev == explain ]]; then
					mapfile -t COMPREPLY < <(_nftsvc_names "$cur")
				else
					_nftsvc_files "$cur" '*.policy'
				fi
				;;
			check|lock|expand|diff|apply|status|remove|watch) _nftsvc_files "$cur" '*.policy' ;;
			esac
		fi
		;;
	esac
}

complete -F _nftsvc nftsvc
