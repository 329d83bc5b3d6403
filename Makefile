# swrun: build, test, install. `make` alone shows what there is.

PREFIX ?= /usr/local
DESTDIR ?=
PAIRS ?= 7
ROWS ?=
STUDIES ?= 1000
SWIFT ?= swift
# What the program is built with; the standard library is linked in, which halves the start-up time.
RELEASE = --configuration release --static-swift-stdlib \
	-Xlinker -s -Xlinker -z -Xlinker now -Xswiftc -Xclang-linker -Xswiftc -no-pie
PROGRAM = .build/release/swrun
# What the workers of spawn and forkserver are; swrun finds it beside itself or in ../libexec/swrun.
WORKER = .build/release/swrun-worker

.PHONY: help deps build demo experiments test check sanitize format install clean bench coverage

help:
	@echo "make deps         check the system packages; install them where that is allowed"
	@echo "make build        build $(PROGRAM) and $(WORKER)"
	@echo "make demo         deps, build, run jobs/amdahl.yaml and draw its plots"
	@echo "make experiments  run all of jobs/ and write results/experiments.html with all plots"
	@echo "make test         run all tests"
	@echo "make check        format, layers, warnings"
	@echo "make sanitize     run the tests of pools and shared memory under the thread sanitizer"
	@echo "make format       format all sources"
	@echo "make bench        compare with other tools and with the floor in C; PAIRS=7 ROWS=pools: how often, which"
	@echo "make coverage     simulate studies whose truth is known: how often the intervals hold it; STUDIES=1000"
	@echo "make install      install to PREFIX ($(PREFIX))"
	@echo "make clean        remove what was built"

deps:
	@sh Tests/Scripts/deps.sh

build: deps
	$(SWIFT) build $(RELEASE) --product swrun
	$(SWIFT) build $(RELEASE) --product swrun-worker

demo: build
	$(PROGRAM) jobs/amdahl.yaml
	@[ -t 1 ] || $(PROGRAM) analyze results/amdahl/latest

experiments: build
	@sh Tests/Scripts/experiments.sh $(PROGRAM)

test: deps
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

check:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build --filter LayeringTests

sanitize:
	$(SWIFT) test --scratch-path .build-sanitize --sanitize=thread \
		--filter '\.(ThreadPool|SerialPool|Future|Cancel|Callback|Map|CompletionOrder|PoolEnd|MixedUse|ResultPlace|ChunkClaims|PayloadBox|Coding|TaskDesk|TaskDeskState|GlobalLock|GlobalLockPool|SharedMemory|SharedMutex|LocalSocket)Tests'

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

bench: build
	$(SWIFT) build $(RELEASE) --product pool-fixture
	bash Tests/Benchmarks/bench.sh $(PROGRAM) $(PAIRS) "$(ROWS)"

coverage: deps
	$(SWIFT) build --configuration release --product coverage
	.build/release/coverage all $(STUDIES)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/swrun"
	install -d "$(DESTDIR)$(PREFIX)/libexec/swrun"
	install -m 755 $(WORKER) "$(DESTDIR)$(PREFIX)/libexec/swrun/swrun-worker"

clean:
	$(SWIFT) package clean
