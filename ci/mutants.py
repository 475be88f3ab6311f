"""mutants.py: how many faults of the reference VM's error paths would the gate see?

It deletes or alters one statement at a time in C files of vm-under-test/refvm, builds that mutant, and runs
the gate: a sweep of the corpus, cut after TIME seconds. `make mutants` calls it. The environment says:

    N=120           so many mutants are to be judged; those set aside do not count
    SEED=1          another sample
    TIME=60         seconds of a sweep
    FILES='a.c b.c' only statements of these files; patterns are allowed
    MUTANT=ID       only this one, again, although there is a result
    AGAIN=survived  those with this verdict once more, with a corpus that has grown, say

A mutant is

    caught          the sweep had a finding, or told that the program could not even run the corpus
    survived        it had not, in the time it was given
    equivalent      the object code is the same; or a person found that nothing could differ, and said why
                    in ci/mutants.equivalent
    uncompilable    the compiler refuses it; warnings do not count

Results are appended to build/mutants/results.jsonl, one a line. What has a result there is not run again, so
that a run that was broken off goes on; remove that file to begin anew.

What may be mutated is decided by the syntax of a statement and of what it stands in:

    branch   It is in an error branch: the branch of an `if` that raises (a call such as error_throw(), THROW(),
             compile_error(), rec_abort()), or that leaves with false, NULL or -1 after a test for failure
             (of NULL, of an exception, with `!`, or with unlikely()). All of its statements are taken, and
             the condition that leads there.
    cleanup  It is a call that releases, frees, holds, keeps, leaves or undoes something, by its name (`words`).
    state    It sets what must be right where an error shows: the saved opline, the current frame, the call
             under preparation, the top of a stack, a reference count, a pending exception; or it clears what
             the statement before has released.

A statement is deleted, or, if it is a return of false, made to return true. The condition of an error branch is
negated, made false after having been evaluated, or moved by one (`>` and `>=`, `<` and `<=`). Of several
alterations of one statement one is drawn. Left out is what runs while a seeded bug is switched on only, and the
files that only look at the VM (`lookers`): dumps, verifiers, the checks of the oracles.
"""

import fnmatch
import glob
import hashlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from typing import NamedTuple

from clang.cindex import CursorKind, Index

VM = "vm-under-test/refvm"
CORPUS = "corpus/seeds/refvm"
OBJECTS = "build/obj/plain"
OUT = "build/mutants"
RESULTS = f"{OUT}/results.jsonl"
EQUIVALENT = "ci/mutants.equivalent"

lookers = re.compile(r"/(\w*dump\w*|check|frame_check|ir_check|bug|testmodule|jit_register|jit_snapshot\w*|"
                     r"compile_check|compile_rules|interp_\w*_shadow)\.c$")

raises = re.compile(r"\b(error_(throw|fatal|raise|warning|notice|report|deprecat)\w*|THROW\w*|give_up|fail|"
                    r"panic|\w+_(abort|fail|error|fatal|unsupported)|\w+_error_\w+|interp_throw\w*)\b\s*[(,)]")
gives_up = re.compile(r"\breturn\s+(false|NULL|-1)\s*;")
tests_failure = re.compile(r"\bunlikely\(|== NULL\b|exception|fail|error|!\s*[A-Za-z_(]")
surely_failed = re.compile(r"\bunlikely\(|exception(?! == NULL)|(?<!!)\b\w*(fail|error)")
with_bug = re.compile(r"(?<!!)\bBUG\(")

words = {"release", "free", "drop", "clear", "delref", "addref", "hold", "retain", "share", "restore", "leave",
         "unwind", "undo", "reset", "discard", "forget", "save", "disarm", "rearm", "penalise", "penalize",
         "abort", "destroy", "unmap", "flush", "cancel", "detach", "pop", "check", "undef"}
call_name = re.compile(r"(\w+)\(")
state_kept = re.compile(r"[\w\->.\[\]*&()]*(->|\.)(opline|frame|exception|top|call|frame_count)\s*=[^=]|.*refcount\b")
clears = re.compile(r"[\w\->.\[\]*&()]+\s*=\s*(NULL|0|false)$")

keyword_of = {CursorKind.IF_STMT: "if", CursorKind.FOR_STMT: "for", CursorKind.WHILE_STMT: "while",
              CursorKind.DO_STMT: "do", CursorKind.SWITCH_STMT: "switch", CursorKind.RETURN_STMT: "return",
              CursorKind.COMPOUND_STMT: "{", CursorKind.CASE_STMT: "case", CursorKind.DEFAULT_STMT: "default",
              CursorKind.BREAK_STMT: "break", CursorKind.CONTINUE_STMT: "continue", CursorKind.GOTO_STMT: "goto"}
no_effect = {CursorKind.DECL_STMT, CursorKind.NULL_STMT, CursorKind.BREAK_STMT, CursorKind.CONTINUE_STMT,
             CursorKind.GOTO_STMT, CursorKind.LABEL_STMT}


class Mutant(NamedTuple):
    """One altered statement: the bytes from `start` to `end` of `file` are replaced by `after`."""
    id: str
    file: str
    function: str
    line: int
    rule: str
    kind: str
    before: str
    after: str
    start: int
    end: int


def setting(name, default):
    """What make was not given is empty."""
    return os.environ.get(name) or default


def fail(text):
    print(f"mutants: {text}", file=sys.stderr)
    sys.exit(3)


def squeeze(text):
    return " ".join(text.split())


# ---- what may be mutated ---------------------------------------------------------------------------


class Finder:
    """Walks the functions of translation units, and collects for each statement what could be done to it."""

    def __init__(self, files):
        self.files = files
        self.source = {}
        self.sites = {}  # (file, start) -> list of (rule, kind, end, after, line, function)
        self.seen = set()

    def text(self, cursor):
        return self.source[self.file][cursor.extent.start.offset:cursor.extent.end.offset].decode()

    def unit(self, path, arguments):
        unit = Index.create().parse(path, args=arguments)
        errors = [d.spelling for d in unit.diagnostics if d.severity >= 3]
        if errors:
            fail(f"'{path}' can't be read: {errors[0]}")
        for cursor in unit.cursor.get_children():
            if cursor.kind == CursorKind.FUNCTION_DECL and cursor.is_definition():
                self.definition(cursor)

    def definition(self, cursor):
        # With hidden macros a path may be one through a folder of an include.
        self.file = os.path.normpath(cursor.location.file.name)
        key = self.file, cursor.location.offset
        if self.file not in self.files or key in self.seen:
            return
        self.seen.add(key)
        self.function = cursor.spelling
        if self.file not in self.source:
            with open(self.file, "rb") as f:
                self.source[self.file] = f.read()
        self.statement(list(cursor.get_children())[-1], False, None)

    def add(self, cursor, rule, kind, after):
        start = cursor.extent.start
        self.sites.setdefault((self.file, start.offset), []).append(
            (rule, kind, cursor.extent.end.offset, after, start.line, self.function))

    def statement(self, cursor, in_error, previous):
        """`in_error`: in an error branch; `previous`: the text of the statement before, in the same block."""
        text = self.text(cursor)
        keyword = keyword_of.get(cursor.kind)
        # Whatever a macro hides is one statement.
        if keyword is None or not text.startswith(keyword):
            if cursor.kind not in no_effect:
                self.simple(cursor, text, in_error, previous)
            return
        children = list(cursor.get_children())
        if cursor.kind == CursorKind.COMPOUND_STMT:
            before = None
            for child in children:
                self.statement(child, in_error, before)
                before = self.text(child)
        elif cursor.kind == CursorKind.IF_STMT:
            self.choice(children, in_error)
        elif cursor.kind == CursorKind.RETURN_STMT:
            self.leaving(cursor, text, in_error)
        elif cursor.kind == CursorKind.DO_STMT:
            self.statement(children[0], in_error, None)
        elif children and cursor.kind not in no_effect:
            self.statement(children[-1], in_error, None)

    def choice(self, children, in_error):
        condition, then = self.text(children[0]), self.text(children[1])
        is_error = bool(raises.search(then) or (tests_failure.search(condition) and gives_up.search(then)) or
                        surely_failed.search(condition))
        if with_bug.search(condition):
            return
        if is_error and not condition.startswith("likely("):
            self.condition(children[0], condition, children[1].kind == CursorKind.COMPOUND_STMT)
        self.statement(children[1], in_error or (is_error and not condition.startswith("likely(")), None)
        if len(children) > 2:
            self.statement(children[2], in_error or bool(raises.search(self.text(children[2]))), None)

    def condition(self, cursor, text, is_block):
        if "BUG(" not in text:
            self.add(cursor, "branch", "negated", f"!({text})")
        # Of a branch that is one statement the same comes of its deletion.
        if is_block:
            self.add(cursor, "branch", "never", f"(({text}), 0)")
        by_one = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}
        found = re.findall(r" ([<>]=?) ", text)
        if len(found) == 1:
            self.add(cursor, "branch", "by one", text.replace(f" {found[0]} ", f" {by_one[found[0]]} "))

    def leaving(self, cursor, text, in_error):
        if not in_error:
            return
        self.add(cursor, "branch", "deleted", "")
        if text == "return false":
            self.add(cursor, "branch", "succeeds", "return true")

    def simple(self, cursor, text, in_error, previous):
        name = call_name.match(text)
        cleans = name and words & set(name.group(1).lower().split("_"))
        if in_error:
            rule = "branch"
        elif cleans:
            rule = "cleanup"
        elif state_kept.match(text) or (previous and clears.match(text) and self.cleans(previous)):
            rule = "state"
        else:
            return
        if not text.startswith(("assert(", "NEXT", "(void)")):
            self.add(cursor, rule, "deleted", "")

    def cleans(self, text):
        name = call_name.match(text)
        return bool(name and words & set(name.group(1).lower().split("_")))

    def mutants(self, seed):
        """One for each statement, in the order in which a sample is drawn: by hash, so that one keeps its place
        when other code changes."""
        count, result = {}, []
        for (file, start), choices in sorted(self.sites.items()):
            before = squeeze(self.source[file][start:choices[0][2]].decode())
            key = file, choices[0][5], before
            count[key] = count.get(key, 0) + 1
            statement = "\n".join(map(str, [*key, count[key]]))
            draw = hashlib.sha256(f"{seed}\n{statement}".encode()).digest()
            rule, kind, end, after, line, function = choices[draw[0] % len(choices)]
            name = hashlib.sha256(f"{statement}\n{kind}".encode()).hexdigest()[:10]
            result.append((draw, Mutant(name, file, function, line, rule, kind, before, squeeze(after), start, end)))
        return [mutant for _, mutant in sorted(result)]


def chosen_files():
    patterns = setting("FILES", "").split()
    files = [f for part in ("*.c", "handlers/*.inc", "jit/*.c") for f in glob.glob(f"{VM}/{part}")]
    if not patterns:
        return {f for f in files if not lookers.search(f)}
    chosen = {f for f in files for p in patterns if fnmatch.fnmatch(f, p) or fnmatch.fnmatch(f, f"*/{p}")}
    return chosen or fail(f"no file matches '{' '.join(patterns)}'")


def find_mutants(seed):
    finder = Finder(chosen_files())
    # All handlers are seen in one interpreter, and in the file of those that are cold.
    units = [f for f in sorted(glob.glob(f"{VM}/*.c") + glob.glob(f"{VM}/jit/*.c"))
             if f in finder.files or f.endswith(("interp_call.c", "interp_cold.c"))]
    for path in units:
        finder.unit(path, [*compiler(path)[1:], "-w"])
    return finder.mutants(seed)


# ---- building --------------------------------------------------------------------------------------


def compiler(path):
    """The make file's own command for a file of that folder."""
    return shlex.split(os.environ["MUTANTS_CC_JIT" if "/jit/" in path else "MUTANTS_CC"])


def object_of(path):
    return f"{OBJECTS}/{os.path.splitext(path)[0]}.o"


def users(file):
    """The sources whose objects depend on a file."""
    if file.endswith(".c"):
        return [file]
    found = []
    for path in sorted(glob.glob(f"{VM}/*.c")):
        with open(object_of(path)[:-1] + "d", encoding="utf-8") as f:
            if file in {os.path.normpath(word) for word in f.read().split()}:
                found.append(path)
    return found


def compile_one(path, target, overlay=None):
    """Without debug information: an object that is equal to the original's is then an equivalent mutant."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    seen_as = ["-ivfsoverlay", overlay] if overlay else []
    command = [*compiler(path), "-g0", "-w", *seen_as, "-c", "-o", target, path]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def original(path):
    """The object of the unaltered file, compiled in the same way. It is made again when the file's own is."""
    target = f"{OUT}/base/{path}.o"
    if not os.path.exists(target) or os.path.getmtime(target) < os.path.getmtime(object_of(path)):
        if not compile_one(path, target):
            fail(f"'{path}' does not compile")
    return target


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write_overlay(mutant):
    """A file that is seen in place of the original, and a description of that for clang."""
    source = read(mutant.file)
    altered = mutant.after.encode()
    lines = source[mutant.start:mutant.end].count(b"\n")
    # Line numbers, which assertions print, stay what they were.
    altered += b"\n" * lines
    with open(f"{OUT}/altered", "wb") as f:
        f.write(source[:mutant.start] + altered + source[mutant.end:])
    path = f"{OUT}/overlay.yaml"
    root = {"name": os.path.abspath(mutant.file), "type": "file",
            "external-contents": os.path.abspath(f"{OUT}/altered")}
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"version": 0, "use-external-names": False, "roots": [root]}, f)
    return path


def build(mutant):
    """The verdict 'uncompilable' or 'equivalent', or None when there is a program to run."""
    overlay = write_overlay(mutant)
    replaced, differs = {}, False
    for path in users(mutant.file):
        target = f"{OUT}/object/{path}.o"
        if not compile_one(path, target, overlay):
            return "uncompilable"
        replaced[object_of(path)] = target
        differs = differs or read(target) != read(original(path))
    if not differs:
        return "equivalent"
    with open(f"{OBJECTS}/objects", encoding="utf-8") as f:
        objects = [*f.read().split(), f"{OBJECTS}/harness/main.o"]
    link = shlex.split(os.environ["MUTANTS_LINK"])
    libs = shlex.split(os.environ["MUTANTS_LIBS"])
    subprocess.run([*link, "-o", f"{OUT}/faultline", *(replaced.get(o, o) for o in objects), *libs], check=True)
    return None


# ---- the gate --------------------------------------------------------------------------------------


def run_gate(program, seconds):
    """Status, and standard output, of the sweep; status None: it had to be killed."""
    command = [program, "sweep", "--vm=refvm", f"--time={seconds}", "--stop-after=1", "--quiet", "--json",
               "--out=none", CORPUS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                          start_new_session=True) as child:
        try:
            out, err = child.communicate(timeout=seconds + 60)
        except subprocess.TimeoutExpired:
            return None, "", ""
        finally:
            # Also when this program is ended: the sweep has a session of its own, and would go on.
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    return child.returncode, out, err


def judge(seconds):
    """The verdict, and what was found."""
    status, out, err = run_gate(f"{OUT}/faultline", seconds)
    if status is None:
        return "caught", "the sweep hangs"
    if status == 0:
        return "survived", ""
    for line in out.splitlines():
        row = json.loads(line)
        if "signature" in row:
            return "caught", row["signature"]
    return "caught", f"status {status}: {squeeze(err)[:200]}"


def key_of(mutant):
    return mutant.file, mutant.function, mutant.kind, mutant.before


def known_equivalents():
    """Of the list that is kept by hand: FILE FUNCTION KIND: STATEMENT, and the reason in lines set in."""
    known, key = {}, None
    if not os.path.exists(EQUIVALENT):
        return known
    with open(EQUIVALENT, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith(" ") and key:
                known[key] = squeeze(known[key] + " " + line)
            elif line.strip() and not line.startswith("#"):
                head, colon, statement = line.partition(": ")
                key = tuple(head.split(None, 2)) + (squeeze(statement),)
                if not colon or len(key) != 4:
                    fail(f"{EQUIVALENT}:{number}: expected 'FILE FUNCTION KIND: STATEMENT'")
                known[key] = ""
    return known


def try_mutant(mutant, known, seconds):
    began = time.monotonic()
    if key_of(mutant) in known:
        verdict, signature = "equivalent", known[key_of(mutant)]
    else:
        verdict, signature = build(mutant), ""
    if verdict is None:
        verdict, signature = judge(seconds)
    return {**mutant._asdict(), "verdict": verdict, "signature": signature,
            "seconds": round(time.monotonic() - began, 1)}


# ---- the run ---------------------------------------------------------------------------------------


def earlier_results():
    if not os.path.exists(RESULTS):
        return {}
    with open(RESULTS, encoding="utf-8") as f:
        return {row["id"]: row for row in map(json.loads, f)}


def place(row):
    return f"{row['file'].removeprefix(VM + '/')}:{row['line']}"


def tell(row, judged, wanted):
    print(f"{judged:4}/{wanted} {row['verdict']:12} {row['seconds']:6.1f} s  {row['kind']:8} {place(row)} "
          f"{row['function']}: {row['before'][:60]}  {row['signature'][:80]}", flush=True)


def summarize(rows):
    count = lambda verdict, some: sum(r["verdict"] == verdict for r in some)
    for rule in ("branch", "cleanup", "state", "all"):
        some = [r for r in rows if rule in (r["rule"], "all")]
        caught, survived = count("caught", some), count("survived", some)
        share = f"{100 * caught / (caught + survived):.0f} %" if caught + survived else "-"
        print(f"{rule:8} {caught} caught, {survived} survived ({share}), {count('equivalent', some)} equivalent, "
              f"{count('uncompilable', some)} uncompilable")


def print_survivors(rows):
    for row in rows:
        if row["verdict"] == "survived":
            print(f"\nsurvived: {row['file']}:{row['line']} {row['function']}, {row['kind']}; "
                  f"again: make mutants MUTANT={row['id']}")
            print(f"- {row['before']}\n+ {row['after'] or ';'}")


def run_sample(mutants, wanted, seconds, again, rows):
    """Appends to `rows` what is known or found out, until so many mutants are judged."""
    known, done, judged = known_equivalents(), earlier_results(), 0
    for mutant in mutants:
        if judged == wanted:
            break
        row = done.get(mutant.id)
        if not row or row["verdict"] in again or (row["verdict"] == "survived" and key_of(mutant) in known):
            row = try_mutant(mutant, known, seconds)
            with open(RESULTS, "a", encoding="utf-8") as f:
                f.write(json.dumps(row) + "\n")
        judged += row["verdict"] in ("caught", "survived")
        rows.append(row)
        tell(row, judged, wanted)


def main():
    wanted, seconds = int(setting("N", "120")), int(setting("TIME", "60"))
    only, again, rows = setting("MUTANT", ""), [setting("AGAIN", "")], []
    # What was found out is summed up also when the rest is given up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.makedirs(OUT, exist_ok=True)
    mutants = find_mutants(setting("SEED", "1"))
    print(f"mutants: {len(mutants)} statements in {len({m.file for m in mutants})} files", flush=True)
    if only:
        mutants = [m for m in mutants if m.id == only] or fail(f"there is no mutant '{only}', see SEED")
        again = ["caught", "survived", "equivalent", "uncompilable"]
    try:
        run_sample(mutants, wanted, seconds, again, rows)
    except KeyboardInterrupt:
        print("mutants: broken off; the same command goes on from here")
    print_survivors(rows)
    print()
    summarize(rows)


if __name__ == "__main__":
    main()
