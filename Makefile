# The only makefile; nothing recurses. Bare `make` lists the targets.
#
# One source tree is built in several flavors, each with its own objects in build/obj/FLAVOR:
#
#   plain      build/faultline, the program, and build/tests/plain/*
#   asan       build/asan/faultline and build/tests/asan/*, with ASan and UBSan
#   release    build/release/*, the reference VM without seeded bugs and without the shadow opline
#   gcc        build/gcc/*, only to prove that gcc takes the code too
#   libfuzzer  build/fuzz/faultline-libfuzzer, build/fuzz/fuzz-case and build/fuzz/fuzz-program
#   afl        build/fuzz/faultline-afl
#   mutator    build/fuzz/faultline-afl-mutator.so, which afl-fuzz loads
#
# A new source file, test or VM folder is picked up by the wildcards below. A file that is not there is
# no error. To keep settings of your own, write them into config.mk, e.g. `CC = gcc-12` or `TIME = 600`.

-include config.mk

ifeq ($(origin CC),default)
CC = clang-14
endif
CLANG ?= clang-14
GCC ?= gcc-12
AFL_CC ?= afl-clang-fast
CLANG_FORMAT ?= clang-format-14
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
TIME ?= 60
TEST_TIMEOUT ?= 300
JOBS ?= $(shell nproc 2>/dev/null || echo 1)

MAKEFLAGS += --no-builtin-rules
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
# Under -j the output of one target stays together, except where a person watches it grow.
ifeq ($(filter fuzz gate fuzz-case fuzz-program soak mutants bench-%,$(MAKECMDGOALS)),)
MAKEFLAGS += --output-sync=target
endif
# `make clean check` cleans first, so its goals wait for each other.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# ---- Sources ---------------------------------------------------------------------------------------

MAIN := harness/main.c
FUZZ_TARGETS := $(wildcard harness/fuzz_*.c)
REFVM := $(wildcard vm-under-test/refvm/*.c vm-under-test/refvm/jit/*.[cS])
SOURCES := $(filter-out $(MAIN) $(FUZZ_TARGETS), \
	$(wildcard harness/*.[cS] oracles/*.[cS] vm-under-test/*.[cS] vm-under-test/*/*.[cS] \
	vm-under-test/*/*/*.[cS]))
TEST_SOURCES := $(wildcard tests/*_test.c)
TEST_SCRIPTS := $(wildcard tests/*.sh)
BENCH_SOURCES := $(wildcard bench/*.c)
TESTS := $(TEST_SOURCES:tests/%.c=%)
ifdef ONLY
TESTS := $(filter $(ONLY),$(TESTS))
TEST_SCRIPTS := $(filter $(ONLY:%=tests/%),$(TEST_SCRIPTS))
endif

# ---- Flags -----------------------------------------------------------------------------------------

# A folder sees only the headers that its layer may use, so that a forbidden include does not compile.
INCLUDE_vm-under-test := -Ivm-under-test
INCLUDE_oracles := -Ioracles
INCLUDE_harness := -Ivm-under-test -Ioracles -Iharness
INCLUDE_tests := $(INCLUDE_harness)
INCLUDE_bench := $(INCLUDE_harness)

# Packages are looked up when a recipe needs them: by then `deps` has had its turn.
PACKAGES := jansson libxxhash libelf sqlite3
PACKAGE_CFLAGS = $(eval PACKAGE_CFLAGS := $$(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null))$(PACKAGE_CFLAGS)
PACKAGE_LIBS = $(eval PACKAGE_LIBS := $$(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null))$(PACKAGE_LIBS)
CHECK_CFLAGS = $(eval CHECK_CFLAGS := $$(shell $(PKG_CONFIG) --cflags check 2>/dev/null))$(CHECK_CFLAGS)
CHECK_LIBS = $(eval CHECK_LIBS := $$(shell $(PKG_CONFIG) --libs check 2>/dev/null))$(CHECK_LIBS)
LUAJIT_CFLAGS = $(eval LUAJIT_CFLAGS := $$(shell $(PKG_CONFIG) --cflags luajit 2>/dev/null))$(LUAJIT_CFLAGS)

# What one folder needs on top. The LuaJIT adapter takes headers only: it opens the library itself.
# Tests of the reference VM see inside it; its check.h is not the library's.
EXTRA_tests = $(CHECK_CFLAGS) -iquote vm-under-test/refvm
EXTRA_vm-under-test/refvm = -Ivm-under-test/refvm
EXTRA_vm-under-test/refvm/jit = -Ivm-under-test/refvm
EXTRA_vm-under-test/luajit = $(LUAJIT_CFLAGS)

BASE_FLAGS := -std=gnu17 -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror -fno-omit-frame-pointer -pthread
DEFINES := -D_GNU_SOURCE
# The dynamic symbols let a library that is opened later find the program's interposed functions, and
# give names to the program's own frames.
LINK_FLAGS := -rdynamic -pthread -Wl,-z,noexecstack -Wl,--as-needed
# Zydis, for dumps of machine code, has no pkg-config file.
LINK_LIBS = $(PACKAGE_LIBS) -lZydis -ldl -lm -lpthread

# Checked code is compiled at -O1: at -O2 the interpreters alone would take minutes.
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-sanitize=object-size \
	-fsanitize-address-use-after-return=never

CC_plain = $(CC)
CC_asan = $(CLANG)
CC_release = $(CC)
CC_gcc = $(GCC)
CC_libfuzzer = $(CLANG)
# Without AFL_USE_UBSAN, which would mean trap mode; and with our own level of optimization.
CC_afl = AFL_QUIET=1 AFL_DONT_OPTIMIZE=1 $(AFL_CC)
CC_mutator = $(CLANG)

FLAGS_asan := $(SANITIZE)
FLAGS_release := -DREFVM_RELEASE
FLAGS_libfuzzer := $(SANITIZE) -DFAULTLINE_LIBFUZZER
FLAGS_afl := $(SANITIZE) -DFAULTLINE_AFL
FLAGS_mutator := -fPIC -fvisibility=hidden

# Coverage feedback, of the case parser and of the reference VM, which have fuzzers of their own. What matters of
# everything else is what the VM did, which the target tells the engine itself; paths of ours, such as that of
# a second try after a hang, would only draw slow inputs into the corpus. The interpreters are left out: each
# is one body of handlers again, where every path would count five times over.
COVERED := harness/case.c harness/fault.c \
	$(filter-out vm-under-test/refvm/interp_%,$(REFVM))
COVERAGE_libfuzzer := -fsanitize=fuzzer-no-link
UNCOVERED_afl := AFL_NOOPT=1
# In the VM to follow each comparison takes nearly half of the time; its words are in the dictionary.
COVERAGE_VM_libfuzzer := -fno-sanitize-coverage=trace-cmp

# One function with all handlers, over which a compiler that checks undefined behaviour thinks for minutes. The
# same handlers are checked in the other interpreters.
HUGE := $(wildcard vm-under-test/refvm/interp_hybrid*.c)
HUGE_asan := -fno-sanitize=undefined
HUGE_libfuzzer := -fno-sanitize=undefined
HUGE_afl := -fno-sanitize=undefined

# What only a test build has.
LEFT_OUT_release := $(wildcard vm-under-test/refvm/interp_*_shadow.c)

FLAVORS := plain asan release gcc libfuzzer afl mutator

# What the mutator library is made of: no more than a case and the VMs' tables need.
MUTATOR_SOURCES := $(addprefix harness/,mutate.c mutate_text.c text.c campaign.c files.c case.c fault.c bind.c) \
	$(wildcard vm-under-test/*.[cS] vm-under-test/*/*.[cS] vm-under-test/*/*/*.[cS])

# ---- Rules of a flavor -----------------------------------------------------------------------------

comma := ,
top = $(firstword $(subst /, ,$(1)))
folder = $(patsubst %/,%,$(dir $(1)))
object = $(addprefix build/obj/$(1)/,$(addsuffix .o,$(basename $(2))))
tool = $(firstword $(foreach word,$(1),$(if $(findstring =,$(word)),,$(word))))
is_covered = $(filter $(COVERED),$(1))
coverage = $(COVERAGE_$(1)) $(if $(filter vm-under-test/%,$(2)),$(COVERAGE_VM_$(1)))

# $(call compile,FLAVOR,SOURCE): all flags of one file but -c and -o.
compile = $(if $(call is_covered,$(2)),,$(UNCOVERED_$(1))) $(CC_$(1)) $(BASE_FLAGS) $(call flags,$(1),$(2))
assemble = $(CC_$(1)) $(call flags,$(1),$(2))
flags = $(CFLAGS) $(FLAGS_$(1)) $(if $(filter $(HUGE),$(2)),$(HUGE_$(1))) \
	$(if $(call is_covered,$(2)),$(call coverage,$(1),$(2))) $(DEFINES) \
	$(INCLUDE_$(call top,$(2))) $(PACKAGE_CFLAGS) $(EXTRA_$(call folder,$(2)))
link = $(CC_$(1)) $(CFLAGS) $(FLAGS_$(1)) $(LINK_FLAGS) $(LDFLAGS)

update = mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' >$@

# `flags` and `objects` change only when their text does, so that other flags recompile everything and
# a source file that was added or removed links again.
define flavor_rules
OBJECTS_$(1) := $$(call object,$(1),$$(filter-out $$(LEFT_OUT_$(1)),$$(SOURCES)))

build/obj/$(1)/flags: FORCE $$(DEPS)
	@PKG_CONFIG=$$(PKG_CONFIG) ci/need $$(call tool,$$(CC_$(1))) $$(PKG_CONFIG) $$(PACKAGES:%=pc:%) pc:check pc:luajit
	@$$(call update,$$(call compile,$(1),) $$(EXTRA_tests) $$(LUAJIT_CFLAGS) $$(LDFLAGS) $$(LINK_LIBS))

build/obj/$(1)/objects: FORCE
	@$$(call update,$$(OBJECTS_$(1)))

build/obj/$(1)/%.o: %.c build/obj/$(1)/flags
	@mkdir -p $$(@D)
	@echo '  CC    $(1) $$<'
	@$$(call compile,$(1),$$<) -MMD -MP -c -o $$@ $$<

build/obj/$(1)/%.o: %.S build/obj/$(1)/flags
	@mkdir -p $$(@D)
	@echo '  AS    $(1) $$<'
	@$$(call assemble,$(1),$$<) -MMD -MP -c -o $$@ $$<

# What an assembler includes is in none of its lists.
build/obj/$(1)/vm-under-test/luajit/standalone_text.o: vm-under-test/luajit/standalone_text.c.in

build/tests/$(1)/%: build/obj/$(1)/tests/%.o $$(OBJECTS_$(1)) build/obj/$(1)/objects
	@mkdir -p $$(@D)
	@echo '  LINK  $$@'
	@$$(call link,$(1)) -o $$@ $$(filter %.o,$$^) $$(CHECK_LIBS) $$(LINK_LIBS)

build/check/$(1)/%.result: build/tests/$(1)/% FORCE
	@TEST_TIMEOUT=$$(TEST_TIMEOUT) ci/run-test $$@ $$<

-include $$(wildcard $$(patsubst %.o,%.d, \
	$$(call object,$(1),$$(SOURCES) $$(MAIN) $$(FUZZ_TARGETS) $$(TEST_SOURCES) $$(BENCH_SOURCES))))
endef

# $(call program,FLAVOR,PATH,MAIN SOURCE,OTHER OBJECTS,LINK FLAGS): a program, if its main file exists.
define program
ifneq ($$(wildcard $(3)),)
$(2): $(call object,$(1),$(3)) $(4) build/obj/$(1)/objects
	@mkdir -p $$(@D)
	@echo '  LINK  $$@'
	@$$(call link,$(1)) $(5) -o $$@ $$(filter %.o,$$^) $$(LINK_LIBS)
else
$(2):
	@echo "make: '$$@' is not built, as there is no '$(3)' yet"
endif
endef

# Only the targets that promise to work on a fresh machine install packages.
DEPS := $(if $(filter check fuzz gate fuzz-case fuzz-program soak mutants bench-vm bench-rate bench-minimize bench-detect conformance,$(MAKECMDGOALS)),deps)

$(foreach flavor,$(FLAVORS),$(eval $(call flavor_rules,$(flavor))))
$(eval $(call program,plain,build/faultline,$(MAIN),$(OBJECTS_plain)))
$(eval $(call program,asan,build/asan/faultline,$(MAIN),$(OBJECTS_asan)))
$(eval $(call program,release,build/release/faultline,$(MAIN),$(OBJECTS_release)))
$(eval $(call program,plain,build/bench/rate,bench/rate.c,$(OBJECTS_plain)))
$(eval $(call program,asan,build/bench/rate-asan,bench/rate.c,$(OBJECTS_asan)))
$(eval $(call program,plain,build/bench/soak-programs,bench/soak_programs.c,$(OBJECTS_plain)))
$(eval $(call program,gcc,build/gcc/faultline,$(MAIN),$(OBJECTS_gcc)))
$(eval $(call program,libfuzzer,build/fuzz/faultline-libfuzzer,harness/fuzz_target.c,$(OBJECTS_libfuzzer),-fsanitize=fuzzer))
$(eval $(call program,afl,build/fuzz/faultline-afl,harness/fuzz_target.c,$(OBJECTS_afl),-fsanitize=fuzzer))
$(eval $(call program,mutator,build/fuzz/faultline-afl-mutator.so,harness/fuzz_afl_mutator.c,$(call object,mutator,$(MUTATOR_SOURCES)),-shared -Wl$(comma)-z$(comma)defs))
$(eval $(call program,libfuzzer,build/fuzz/fuzz-case,harness/fuzz_case.c,$(call object,libfuzzer,harness/case.c harness/fault.c),-fsanitize=fuzzer))
$(eval $(call program,libfuzzer,build/fuzz/fuzz-program,harness/fuzz_program.c,$(call object,libfuzzer,harness/solo.c $(REFVM)),-fsanitize=fuzzer))

# ---- Targets ---------------------------------------------------------------------------------------

.PHONY: help build asan release gcc fuzz-build fuzz gate fuzz-case fuzz-program soak check lint format reproduce mutants bench-sweep-luajit bench-vm bench-rate bench-minimize bench-detect conformance record clean deps FORCE
FORCE:
# Objects are products too: keep those that only a pattern rule names.
.SECONDARY:

help: ## list the targets
	@echo 'targets:'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | \
		awk -F '\t' '{ printf "  %-20s %s\n", $$1, $$2 }'
	@echo 'variables, also in config.mk:'
	@echo '  CC=$(CC) CFLAGS="$(CFLAGS)" LDFLAGS= JOBS=$(JOBS) TIME=$(TIME) ONLY="one_test other.sh"'

build: build/faultline ## build/faultline, the program

asan: build/asan/faultline ## build/asan/faultline, the program with ASan and UBSan

release: build/release/faultline build/release/refvm-run ## the programs without seeded bugs and shadow oplines, into build/release

GCC_TESTS := $(TESTS:%=build/tests/gcc/%)
gcc: build/gcc/faultline $(call object,gcc,$(FUZZ_TARGETS)) $(GCC_TESTS) ## everything with gcc, into build/gcc

FUZZERS := build/fuzz/faultline-libfuzzer build/fuzz/faultline-afl build/fuzz/faultline-afl-mutator.so \
	build/fuzz/fuzz-case build/fuzz/fuzz-program
fuzz-build: $(FUZZERS) ## the fuzzers for libFuzzer and AFL++, into build/fuzz

# The reference VM is ours, and a finding in it fails; of another VM findings are what it is for.
VM ?= refvm
fuzz: build fuzz-build deps ## fuzz the reference VM, or VM=luajit, for TIME seconds, into OUT=findings/VM, installing what is missing
	build/faultline fuzz --vm=$(VM) --time=$(TIME) $(OUT:%=--out=%) --resume $(if $(filter refvm,$(VM)),,|| test $$? -eq 1)

BUDGET ?= 5m
gate: build fuzz-build deps ## is anything new? regressions, bank, sweep and campaign of VM= in BUDGET=5m; JUNIT=FILE REGRESSIONS=DIR
	build/faultline gate --vm=$(VM) --budget=$(BUDGET) $(JUNIT:%=--junit=%) $(REGRESSIONS)

PROGRAM_DICTIONARY := $(wildcard corpus/dictionaries/php.dict)
fuzz-program: build/fuzz/fuzz-program deps ## fuzz the reference VM alone, any bytes, no faults, for TIME seconds
	mkdir -p build/fuzz/program-corpus
	$< -max_total_time=$(TIME) -timeout=20 -max_len=4096 -entropic=0 -rss_limit_mb=2048 -artifact_prefix=build/fuzz/ \
		-print_final_stats=1 $(PROGRAM_DICTIONARY:%=-dict=%) build/fuzz/program-corpus corpus/seeds/refvm

# Without PAIRS for TIME seconds, with it as long as it takes.
DIR ?= build/soak
SOAK_END = $(if $(PAIRS),--pairs=$(PAIRS) $(if $(filter command line,$(origin TIME)),--time=$(TIME)),--time=$(TIME))
soak: build build/bench/soak-programs deps ## look for false alarms for TIME seconds, or until PAIRS= pairs of program and plan are done
	bench/soak.sh $(SOAK_END) --dir=$(DIR) $(PROGRAMS)

CASE_DICTIONARY := $(wildcard corpus/dictionaries/case.dict)
fuzz-case: build/fuzz/fuzz-case deps ## fuzz the case parser for TIME seconds
	rm -rf build/fuzz/case-corpus
	mkdir -p build/fuzz/case-corpus
	cp -R corpus/case-parser/. build/fuzz/case-corpus
	$< -max_total_time=$(TIME) -timeout=5 -artifact_prefix=build/fuzz/ -print_final_stats=1 \
		$(CASE_DICTIONARY:%=-dict=%) build/fuzz/case-corpus

UNIT_RESULTS := $(foreach flavor,plain asan,$(TESTS:%=build/check/$(flavor)/%.result))
SCRIPT_RESULTS := $(TEST_SCRIPTS:tests/%=build/check/%.result)
check: $(UNIT_RESULTS) $(SCRIPT_RESULTS) deps ## all tests, plain and with sanitizers; ONLY= picks some
	@ci/sum-tests $(UNIT_RESULTS) $(SCRIPT_RESULTS)

# Scripts drive the finished programs, and run once the unit tests have had their say.
$(SCRIPT_RESULTS): build/check/%.result: tests/% build asan FORCE | $(UNIT_RESULTS)
	@TEST_TIMEOUT=$(TEST_TIMEOUT) ci/run-test $@ $<
build/check/fuzz.sh.result build/check/gate.sh.result: $(FUZZERS)
build/check/bank.sh.result: release
build/check/soak.sh.result: build/bench/soak-programs
$(addprefix build/check/,gdb.sh.result jit_dump.sh.result jit_corpus.sh.result conformance.sh.result): build/bench/refvm-run

lint: $(call object,plain,$(REFVM)) ## formatting, layering, tables, paths, scripts, fault sites, global state
	@CLANG_FORMAT=$(CLANG_FORMAT) ci/lint

format: ## format all C code in place
	@ci/lint --list | xargs -r $(CLANG_FORMAT) -i

reproduce: build ## run the reproduce line of each finding of a sweep 20 times
	-build/faultline sweep --vm=luajit --quiet --json --out=none corpus/seeds/luajit >build/reproduce.json
	tests/reproduce.sh 20 build/reproduce.json

# The Python of the system, for which libclang's package is made.
PYTHON ?= /usr/bin/python3
mutants: build deps ## alter N statements (120) on the reference VM's error paths; what sees it in a sweep of TIME seconds?
	@MUTANTS_CC='$(call compile,plain,vm-under-test/refvm/refvm.c)' \
		MUTANTS_CC_JIT='$(call compile,plain,vm-under-test/refvm/jit/jit.c)' \
		MUTANTS_LINK='$(call link,plain)' MUTANTS_LIBS='$(LINK_LIBS)' \
		N='$(N)' SEED='$(SEED)' TIME='$(TIME)' FILES='$(FILES)' MUTANT='$(MUTANT)' AGAIN='$(AGAIN)' $(PYTHON) ci/mutants.py

bench-sweep-luajit: build ## measure a sweep of LuaJIT
	@test -f bench/sweep_luajit.sh || { echo "make: there is no 'bench/sweep_luajit.sh'" >&2; exit 3; }
	bash bench/sweep_luajit.sh

# The reference VM without the harness, for benchmarks.
define refvm_run
$(2): $(call object,$(1),bench/refvm_run.c $(filter-out $(LEFT_OUT_$(1)),$(REFVM))) build/obj/$(1)/objects
	@mkdir -p $$(@D)
	@echo '  LINK  $$@'
	@$$(call link,$(1)) -o $$@ $$(filter %.o,$$^) -lZydis -lm
endef
$(eval $(call refvm_run,plain,build/bench/refvm-run))
$(eval $(call refvm_run,asan,build/bench/refvm-run-asan))
$(eval $(call refvm_run,release,build/release/refvm-run))

# PHP's headers are not made for our warnings. Without its library bench/rate.sh leaves PHP out.
PHP_CONFIG ?= php-config8.2
build/bench/php-embed: bench/php_embed.c | $(DEPS)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@! $(PHP_CONFIG) --includes >/dev/null 2>&1 || $(CC) $(BASE_FLAGS) $(CFLAGS) $(DEFINES) \
		$$($(PHP_CONFIG) --includes | sed 's/-I/-isystem /g') $(LDFLAGS) -o $@ $< -l:libphp8.2.so || \
		echo "make: '$@' is not built"

ROUNDS ?= 5
bench-vm: build/release/refvm-run build/bench/refvm-run deps ## the reference VM's interpreters beside php, on the kernels of bench/kernels
	bash bench/vm.sh $(ROUNDS) $(KERNELS)

# The test of `faultline minimize` as a target of libFuzzer and AFL++; what it calls needs no instrumentation.
build/bench/minimize-libfuzzer: bench/minimize_target.c $(OBJECTS_plain)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(call compile,plain,bench/minimize_target.c) $(LINK_FLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LINK_LIBS)

build/bench/minimize-afl: bench/minimize_target.c $(OBJECTS_plain)
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@AFL_QUIET=1 $(AFL_CC) $(BASE_FLAGS) $(call flags,plain,bench/minimize_target.c) $(LINK_FLAGS) $(LDFLAGS) \
		-fsanitize=fuzzer -o $@ $^ $(LINK_LIBS)

bench-minimize: build build/bench/minimize-libfuzzer build/bench/minimize-afl ## the minimizer beside C-Vise, afl-tmin and libFuzzer's, on findings of the bug bank; CASES= picks others
	bench/minimize.sh $(CASES)

bench-detect: asan fuzz-build deps ## how long a campaign takes to find each seeded bug; BUGS= picks some, SECONDS_EACH=600 PARALLEL=1
	bench/detect.sh $(BUGS)

record: build ## write down what the reference VM's seeds print, after `make conformance` has said that it is right
	build/faultline sweep --vm=refvm --kinds=none --quiet --out=none --record=corpus/seeds/refvm/outputs.txt corpus/seeds/refvm

bench-rate: build/bench/refvm-run build/bench/refvm-run-asan build/bench/rate build/bench/rate-asan build/bench/php-embed deps ## programs a second in one process, plain and with ASan, beside PHP's embed library
	bash bench/rate.sh $(ROUNDS) $(PROGRAM)

conformance: build build/bench/refvm-run deps ## the reference VM's programs beside php, byte for byte, in each interpreter
	tests/conformance.sh

deps: ## install the packages that are missing
	@ci/install-deps --if-missing

clean: ## remove everything that was built
	rm -rf build
