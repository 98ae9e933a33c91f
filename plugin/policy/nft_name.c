/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/nft_name.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* NFT_NAME_MAXLEN of the kernel counts the NUL. */
#define NAME_LENGTH_MAX 255

/*
 * What nft's scanner takes for a word of its own where a table or a set is
 * named: its keywords without a start condition, those of "list" ("nft list
 * set inet filter limits" does not parse), and those behind the "@" of a rule.
 * In the order of strcmp().
 */
static const char *const keywords[] = {
	"accept",   "add",	 "ah",		"all",	    "and",	 "arp",	       "auto-merge",
	"bridge",   "cgroup",	 "chain",	"chains",   "comment",	 "comp",       "constant",
	"continue", "counter",	 "counters",	"cpu",	    "create",	 "ct",	       "day",
	"dccp",	    "define",	 "delete",	"describe", "destroy",	 "device",     "devices",
	"dnat",	    "drop",	 "dst",		"dup",	    "dynamic",	 "ecn",	       "element",
	"elements", "eq",	 "esp",		"ether",    "exists",	 "expires",    "export",
	"exthdr",   "fib",	 "flags",	"flow",	    "flowtable", "flowtables", "flush",
	"frag",	    "fwd",	 "gc-interval", "ge",	    "geneve",	 "get",	       "goto",
	"gre",	    "gretap",	 "gt",		"handle",   "hbh",	 "hook",       "hooks",
	"hour",	    "ibriport",	 "ibrname",	"icmp",	    "icmpv6",	 "igmp",       "iif",
	"iifgroup", "iifname",	 "iiftype",	"import",   "include",	 "index",      "inet",
	"insert",   "interval",	 "ip",		"ip6",	    "ipsec",	 "jhash",      "jump",
	"last",	    "le",	 "limit",	"limits",   "list",	 "ll",	       "log",
	"lshift",   "lt",	 "map",		"maps",	    "mark",	 "masquerade", "meta",
	"meter",    "meters",	 "mh",		"missing",  "monitor",	 "ne",	       "netdev",
	"nftrace",  "nh",	 "not",		"notrack",  "numgen",	 "obriport",   "obrname",
	"offload",  "oif",	 "oifgroup",	"oifname",  "oiftype",	 "or",	       "osf",
	"pkttype",  "policy",	 "position",	"priority", "queue",	 "quota",      "quotas",
	"random",   "redefine",	 "redirect",	"reject",   "rename",	 "replace",    "reset",
	"return",   "rshift",	 "rt",		"rt0",	    "rt2",	 "rtclassid",  "rule",
	"rules",    "ruleset",	 "sctp",	"secmark",  "secmarks",	 "set",	       "sets",
	"size",	    "skgid",	 "skuid",	"snat",	    "socket",	 "srh",	       "symhash",
	"synproxy", "synproxys", "table",	"tables",   "tcp",	 "th",	       "time",
	"timeout",  "tproxy",	 "tunnel",	"tunnels",  "type",	 "typeof",     "udp",
	"udplite",  "undefine",	 "update",	"vlan",	    "vmap",	 "vni",	       "vxlan",
	"xor",	    "xt",
};

static int compare_keyword(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_inner(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("_./-", c));
}

enum nft_name_fault nft_name_check(const char *name)
{
	size_t length = strlen(name);

	if (!is_letter(name[0]) && name[0] != '_' && name[0] != '.')
		return NFT_NAME_START;
	for (size_t i = 1; i < length; i++) {
		if (!is_inner(name[i]))
			return NFT_NAME_CHARACTER;
	}
	if (length > NAME_LENGTH_MAX)
		return NFT_NAME_LONG;
	/* A dot alone is an operator. */
	if (strcmp(name, ".") == 0 || bsearch(name, keywords, sizeof(keywords) / sizeof(*keywords),
					      sizeof(*keywords), compare_keyword))
		return NFT_NAME_KEYWORD;
	return NFT_NAME_GOOD;
}
