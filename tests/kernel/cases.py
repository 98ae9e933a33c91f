# SPDX-License-Identifier: GPL-2.0-or-later
"""Policies of every kind of set that there is."""

POLICIES = {
    "hash": 'table inet filter { set web { http/tcp domain/tcp+udp "whois++"/* discard/* } }',
    "counters": "table inet filter { set web { counter; http/tcp domain/tcp+udp x11/tcp } }",
    "intervals": "service wide { 1000-9000/udp 65535/tcp }\n"
    "table inet filter { set web { wide http/* } }",
    "intervals with counters": "service wide { 1000-9000/udp }\n"
    "table inet filter { set web { counter; wide http/tcp } }",
    "cut comments": "".join(
        f"service a-name-of-some-length-{number} {{ 100-110/udp }}\n" for number in range(20)
    )
    + "group many {"
    + " ".join(f"a-name-of-some-length-{number}" for number in range(20))
    + "}\ntable inet filter { set web { many } }",
    "other families": "table ip filter { set web { http/tcp } }\n"
    "table ip6 filter { set web { http/tcp } }\n"
    "table inet filter { set web { https/tcp } }",
    "timeouts": "table inet filter { set web { timeout 2d12h; http/tcp\n"
    "domain/tcp+udp timeout 1h1m1s ssh/tcp } }",
    "one timeout": 'table inet filter { set web { comment "what, a * web: }#"; http/tcp '
    "ssh/tcp timeout 365d } }",
    "intervals with timeouts": "service wide { 1000-9000/udp 1-10/tcp }\n"
    "table inet filter { set web { counter; wide timeout 8h http/tcp } }",
    "map": "service wide { 7000-7010/udp }\n"
    "table inet filter { map web { accept http/tcp wide; drop domain/tcp+udp\n"
    "return ssh/tcp; continue smtp/tcp } }",
    "map with a default": 'table inet filter { map web { counter; comment "what comes in"\n'
    "accept http/tcp timeout 8h; default drop } }",
    "map of intervals": "service wide { 1000-9000/udp 1-10/tcp }\n"
    "table inet filter { map web { accept wide timeout 1d; drop http/tcp; default continue } }",
    "map of a default alone": "table inet filter { map web { default accept } }",
    "empty map": "table inet filter { map web { } }",
    "sets of ports": "table inet filter { set web { layout per-transport; transport tcp+sctp\n"
    'comment "by transport"; http/tcp domain/tcp+udp x11/tcp discard/dccp } }',
    "counting sets of ports": "table inet filter { set web { layout per-transport; counter\n"
    "http/tcp domain/tcp+udp timeout 8h } }",
    "sets of port intervals": "service wide { 1-9000/udp 5-6/tcp 65535/tcp+udp }\n"
    "table inet filter { set web { layout per-transport; wide http/tcp } }",
    "sets of intervals by choice": "service end { 65530-65535/tcp }\n"
    "table inet filter { set web { layout per-transport; backend interval; counter\n"
    "end timeout 1d http/tcp domain/tcp+udp }\n"
    "set pairs { backend interval; end http/tcp } }",
    "empty set": "table inet filter { set web { } }",
}
