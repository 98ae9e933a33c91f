#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# policies/web.policy at work between two network namespaces: a server with a
# firewall, and a client. Nothing of the machine itself changes.
set -euo pipefail
cd "$(dirname "$0")/.."

nftsvc=${NFTSVC:-build/plugin/nftsvc}
server=nftsvc-demo-server-$$
client=nftsvc-demo-client-$$
listeners=()

clean_up() {
	[ ${#listeners[@]} -eq 0 ] || kill "${listeners[@]}" 2>/dev/null || true
	ip netns delete "$client" 2>/dev/null || true
	ip netns delete "$server" 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

bold='' plain=''
if [ -t 1 ]; then
	bold=$'\033[1m' plain=$'\033[0m'
fi
heading() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
run() { printf '\n# %s\n' "$*"; "$@"; }

[ "$(id -u)" = 0 ] || { echo "the demo makes network namespaces: run it as root" >&2; exit 1; }

ip netns add "$server"
ip netns add "$client"
ip -n "$client" link add veth-client type veth peer name veth-server netns "$server"
ip -n "$client" address add 192.0.2.1/24 dev veth-client
ip -n "$server" address add 192.0.2.2/24 dev veth-server
ip -n "$client" link set veth-client up
ip -n "$server" link set veth-server up
ip -n "$server" link set lo up

heading "The policy: services by name"
run cat policies/web.policy

heading "What it comes to, by the registry"
run "$nftsvc" expand policies/web.policy

heading "Applied, in the server's namespace"
run "$nftsvc" apply --netns "$server" policies/web.policy

heading "And the rule that uses it, before a policy of drop"
rules='table inet filter {
	chain input {
		type filter hook input priority filter; policy drop
		ct state established,related accept
		th dport . meta l4proto @web-in accept
	}
}'
printf '\n%s\n' "$rules"
ip netns exec "$server" nft -f - <<<"$rules"

heading "What nft lists now"
run ip netns exec "$server" nft list ruleset

heading "Two servers listen, and only one of them is in the policy"
listen='import socket, sys
server = socket.create_server(("192.0.2.2", int(sys.argv[1])))
print("ready", flush=True)
while True: server.accept()[0].close()'
for port in 80 8080; do
	exec {ready}< <(exec ip netns exec "$server" python3 -c "$listen" "$port")
	listeners+=($!)
	read -r -u "$ready" _
done
try() {
	if ip netns exec "$client" timeout 1 bash -c ": </dev/tcp/192.0.2.2/$1" 2>/dev/null; then
		echo "port $1: let in"
	else
		echo "port $1: dropped"
	fi
}
echo
http=$(try 80) http_alt=$(try 8080)
echo "http,     $http"
echo "http-alt, $http_alt"

heading "Applied again: nothing differs, and nothing is sent"
run "$nftsvc" apply --netns "$server" policies/web.policy

[ "$http" = "port 80: let in" ] && [ "$http_alt" = "port 8080: dropped" ]
