# swrun: build, test, install. `make` alone shows what there is.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# What the program is built with; the standard library is linked in, which halves the start-up time.
RELEASE = --configuration release --static-swift-stdlib --product swrun \
	-Xlinker -s -Xlinker -z -Xlinker now -Xswiftc -Xclang-linker -Xswiftc -no-pie
PROGRAM = .build/release/swrun

.PHONY: help deps build demo test check sanitize format install clean bench

help:
	@echo "make deps      check the system packages; install them where that is allowed"
	@echo "make build     build $(PROGRAM)"
	@echo "make demo      deps, build, run jobs/amdahl.yaml and draw its plots"
	@echo "make test      run all tests"
	@echo "make check     format, layers, warnings"
	@echo "make sanitize  run the tests of pools and shared memory under the thread sanitizer"
	@echo "make format    format all sources"
	@echo "make bench     compare with other tools and with the floor in C"
	@echo "make install   install to PREFIX ($(PREFIX))"
	@echo "make clean     remove what was built"

deps:
	@sh Tests/Scripts/deps.sh

build: deps
	$(SWIFT) build $(RELEASE)

demo: build
	$(PROGRAM) jobs/amdahl.yaml
	@[ -t 1 ] || $(PROGRAM) analyze results/amdahl/latest

test: deps
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

check:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --filter LayeringTests

sanitize:
	$(SWIFT) test --scratch-path .build-sanitize --sanitize=thread \
		--filter 'ThreadPoolTests|SerialPoolTests|SharedMemoryTests'

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

bench: build
	bash Tests/Benchmarks/bench.sh $(PROGRAM)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/swrun"

clean:
	$(SWIFT) package clean
