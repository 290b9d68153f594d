# make demo | deep-demo | train-demo | test | test-deep | test-distributed | test-training | build | lint | bench | fuzz | sanitize, each of which installs what is missing first.
#   make test FILTER=Geometry     the tests whose name matches
#   make consumer                 an application outside of the package, which depends on it as others do
#   make bench FILTER=orb         the benchmarks whose name matches
#   make fuzz FUZZ=picture        one reader of files; all of them without FUZZ

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# Tests run optimised, as users run the program: kernels and pixel loops are 50 times slower without.
TEST_FLAGS := -j 2 -Xswiftc -O -Xcc -O2 -Xcxx -O2
RELEASE_FLAGS := -c release -j 2 --static-swift-stdlib
FILTER ?=

# Homebrew keeps headers and libraries where compilers don't look.
ifeq ($(shell uname),Darwin)
export CPATH := $(shell brew --prefix 2>/dev/null)/include
export LIBRARY_PATH := $(shell brew --prefix 2>/dev/null)/lib
endif

.PHONY: bootstrap bootstrap-tests build demo test consumer lint bench
bootstrap:
	@script/bootstrap

bootstrap-tests:
	@script/bootstrap tests

build: bootstrap
	swift build $(RELEASE_FLAGS) --product facsimile

demo: build
	@script/demo

# What failed comes last once more: it is far up among thousands of lines.
test: bootstrap-tests
	@mkdir -p .build
	swift test $(TEST_FLAGS) $(if $(FILTER),--filter '$(FILTER)') 2>&1 | tee .build/test.log \
	  || { grep -aE '^✘|error:' .build/test.log | cut -c1-2000 >&2; exit 1; }

deep-demo: build bootstrap-deep
	@script/deep-demo

# The tests that need ONNX Runtime and the SSCD models, and our vectors beside those of Python: docs/deep.md.
.PHONY: bootstrap-deep deep-demo test-deep
bootstrap-deep:
	@script/bootstrap deep

test-deep: bootstrap-tests bootstrap-deep
	swift test $(TEST_FLAGS) --filter '^(DeepExtractorsTests|PyramidTests.ResamplingFilterTests|CLITests.EmbedCommandTests|CLITests.PairModelCommandTests)'
	@$(MAKE) --no-print-directory build
	@script/compare-deep

# facsimile-spark on a Spark of two worker processes, and on an S3 on loopback: docs/scale.md.
.PHONY: bootstrap-distributed test-distributed
bootstrap-distributed:
	@script/bootstrap distributed

test-distributed: bootstrap-distributed build
	.build/distributed/python/bin/pip install --quiet --disable-pip-version-check ./distributed
	time .build/distributed/python/bin/python -m pytest -q --durations=5 distributed

# facsimile-train: docs/training.md. Photos beside fixtures/ come from PHOTO_SETS, where it is there.
.PHONY: bootstrap-training test-training train-demo
PHOTO_SETS ?= ../shared/data
bootstrap-training:
	@script/bootstrap training

test-training: bootstrap-training build
	.build/training/python/bin/pip install --quiet --disable-pip-version-check ./training
	time .build/training/python/bin/python -m pytest -q --durations=5 training

train-demo: bootstrap-training build
	@time PYTHONPATH=training .build/training/python/bin/python -m train_demo .build/train-demo --shared $(PHOTO_SETS)

# Built anew: an optimised build of a package beside it doesn't see every change of a layout.
consumer: bootstrap
	rm -rf .build-consumer
	FACSIMILE_WARNINGS_AS_ERRORS= swift test --package-path Tests/Consumer --scratch-path .build-consumer $(TEST_FLAGS)

lint: bootstrap-tests
	script/lint-layout
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Tools
	FACSIMILE_WARNINGS_AS_ERRORS=1 swift build $(TEST_FLAGS) --build-tests \
	  --explicit-target-dependency-import-check error
	FACSIMILE_FUZZ=1 FACSIMILE_WARNINGS_AS_ERRORS=1 swift build $(TEST_FLAGS) --target Fuzz \
	  --explicit-target-dependency-import-check error

# What libFuzzer makes of good files, read for FUZZ_SECONDS by each reader (FUZZ=picture by one of them).
.PHONY: fuzz sanitize
FUZZ ?=
export FUZZ_SECONDS ?= 60
fuzz:
	@script/bootstrap
	@script/fuzz $(FUZZ)

# The suites that hold native code and threads, under the sanitizers, in build folders of their own.
sanitize: bootstrap-tests
	@script/sanitize

bench: build
	swift build $(RELEASE_FLAGS) --product Benchmarks
	.build/release/Benchmarks $(FILTER)

# Learns the tests of ORB's descriptor from photos with an even index (PHOTOS=folder); prints a Swift file.
.PHONY: learn-pattern
PHOTOS ?= ../shared/data/homographies/source
learn-pattern: bootstrap
	@swift build $(RELEASE_FLAGS) --product LearnPattern >&2
	@.build/release/LearnPattern $(PHOTOS)

# Learns the table of the score from pairs of which it is known whether they are copies; prints a Swift file.
.PHONY: learn-score
EVIDENCE ?= .build/evidence
learn-score: bootstrap
	@swift build $(RELEASE_FLAGS) --product Benchmarks >&2
	@swift build $(RELEASE_FLAGS) --product LearnScore >&2
	@.build/release/Benchmarks --write-evidence $(EVIDENCE) >&2
	@.build/release/LearnScore $(EVIDENCE)
