# SPDX-License-Identifier: GPL-2.0-or-later
# A thin face over meson: two commands for a fresh Debian machine, as root.

# Debian packages: to build, to show, and to test. meson asks dpkg-dev where libraries go.
BUILD_PACKAGES = gcc libc6-dev dpkg-dev meson ninja-build pkg-config python3 \
	libnftnl-dev libmnl-dev libcsv-dev libexpat1-dev libsmartcols-dev libjansson-dev libmd-dev libxxhash-dev \
	libcurl4-openssl-dev libseccomp-dev
DEMO_PACKAGES = $(BUILD_PACKAGES) nftables iproute2 netbase util-linux
# The unit, golden and cli tests; without root, a build and cmocka are enough.
TEST_PACKAGES = $(DEMO_PACKAGES) libcmocka-dev mandoc openssl strace systemd
CHECK_PACKAGES = $(TEST_PACKAGES) clang clang-format clang-tidy cppcheck musl-tools \
	libc6-dbg valgrind git chromium chromium-driver debootstrap

build: ## build into build/
	test -e build/build.ninja || meson setup build
	meson compile -C build

demo: ## show policies/web.policy at work, in network namespaces of its own
	@.ci/install $(DEMO_PACKAGES)
	test -e build/build.ninja || meson setup build
	meson compile -C build nftsvc
	examples/demo.sh

check: ## build in every way and run every test
	@.ci/install $(CHECK_PACKAGES)
	tests/check.py

clean:
	rm -rf build build-asan

.PHONY: build demo check clean
