# SPDX-License-Identifier: GPL-2.0-or-later
# A thin face over meson: two commands for a fresh Debian machine, as root.

# What Debian calls what we need: to build, and to test besides. Of dpkg-dev meson learns where libraries go.
BUILD_PACKAGES = gcc libc6-dev dpkg-dev meson ninja-build pkg-config python3 \
	libnftnl-dev libmnl-dev libcsv-dev libexpat1-dev libsmartcols-dev libjansson-dev libmd-dev libxxhash-dev \
	libcurl4-openssl-dev libseccomp-dev
DEMO_PACKAGES = $(BUILD_PACKAGES) nftables iproute2 netbase util-linux
CHECK_PACKAGES = $(DEMO_PACKAGES) libcmocka-dev clang clang-format clang-tidy cppcheck \
	libc6-dbg valgrind strace mandoc git openssl systemd chromium chromium-driver

build: ## build into build/
	test -e build/build.ninja || meson setup build
	meson compile -C build

demo: ## show policies/web.policy at work, in network namespaces of its own
	@.ci/install $(DEMO_PACKAGES)
	$(MAKE) build
	examples/demo.sh

check: ## build in every way and run every test
	@.ci/install $(CHECK_PACKAGES)
	tests/check.py

clean:
	rm -rf build build-asan

.PHONY: build demo check clean
