"""refvm_gdb.py: gdb shows the reference VM's values, frames and oplines as a program's author thinks of them.

To use:

    gdb -x vm-under-test/refvm/gdb/refvm_gdb.py --args build/bench/refvm-run FILE.php
    (gdb) source vm-under-test/refvm/gdb/refvm_gdb.py        in a gdb that runs already

gdb 12 or newer with Python, and a program with debugging information (-g; any optimization, PIE or not).
`print/r` shows the C structs as they are.

What is printed
    struct value        12  1.5  "text"  array(2) [0 => 1, "k" => 2]  A#1  &12 (a reference)  undef
    struct string       its bytes, its length, and whether it is interned
    struct array        all elements in order, with their keys
    struct object       class, handle, count, and properties, declared ones first
    struct ref          what it refers to
    struct frame        function, line, opline; variables, live temporaries, arguments under way
    struct opline       name and operands: literals, $variables, T and V with the number of their slot, jump
                        targets as opline numbers (when the function is found, see below)
    pointers to these, to functions and to classes: address and a few words

Commands
    refvm-frames            the VM's own backtrace, innermost first, with the calls under preparation
    refvm-oplines [FUNC]    the oplines of a function, by name ('f', 'A::f', '{main}') or as an expression of
                            type struct func *; without it, of the innermost user frame

Both look for the VM in a variable `vm` of the C frames, from the selected one outwards. Where the optimizer
has left none, say where it is: set $refvm = (struct vm *)ADDRESS

Every number comes from the program's own debugging information and tables, but for `ASSIGN_OPS` below.
"""

import gdb
import gdb.printing

TEXT_MAX = 200  # bytes of a string that are shown
INLINE_MAX = 8  # elements that are shown of an array inside another value
INLINE_DEPTH = 3

# Where `extended` is an opcode.
ASSIGN_OPS = {"ASSIGN_OP", "ASSIGN_DIM_OP", "ASSIGN_OBJ_OP", "ASSIGN_STATIC_PROP_OP"}

# ---- the program's constants and tables --------------------------------------------------------------

constants = {}


def constant(name):
    """The value of an enumerator."""
    if name not in constants:
        constants[name] = int(gdb.parse_and_eval(name))
    return constants[name]


def struct(name):
    return gdb.lookup_type("struct " + name)


def pointer_to(name):
    return struct(name).pointer()


def slot_at(base, offset):
    """The struct value so many bytes behind an address."""
    return gdb.Value(int(base) + int(offset)).cast(pointer_to("value")).dereference()


def opcode_name(opcode):
    names = gdb.lookup_global_symbol("opcode_names").value()
    low, high = names.type.range()
    return names[opcode].string() if low <= opcode <= high else "OPCODE_%d" % opcode


# ---- text --------------------------------------------------------------------------------------------


def quote(data):
    text = "".join(
        {10: "\\n", 13: "\\r", 9: "\\t", 34: '\\"', 92: "\\\\", 36: "\\$"}.get(b)
        or (chr(b) if 32 <= b < 127 else "\\x%02x" % b)
        for b in data
    )
    return '"%s"' % text


def string_bytes(s, limit=None):
    size = int(s["len"]) if limit is None else min(int(s["len"]), limit)
    return bytes(gdb.selected_inferior().read_memory(int(s["bytes"].address), size)) if size else b""


def string_text(s):
    """A struct string as a literal, cut to TEXT_MAX."""
    more = int(s["len"]) - TEXT_MAX
    return quote(string_bytes(s, TEXT_MAX)) + ("... %d more" % more if more > 0 else "")


def name_text(s):
    """A struct string * that is a name, without quotes."""
    return string_bytes(s).decode("latin-1") if int(s) else "?"


def class_text(c):
    return name_text(c["name"]) if int(c) else "?"


def func_text(f):
    scope = f["scope"]
    return (class_text(scope) + "::" if int(scope) else "") + name_text(f["name"])


def object_text(o):
    """A struct object: class and handle. The markers of a fatal error and of exit() are no objects."""
    if int(o["gc"]["head"]["type"]) != constant("TYPE_OBJECT"):
        return "no object: the marker of a fatal error or of exit()"
    return "%s#%d" % (class_text(o["class"]), int(o["handle"]))


def key_text(key):
    return quote(string_bytes(key, TEXT_MAX)) if isinstance(key, gdb.Value) else str(key)


def elements(a):
    """(key, value) of a struct array in order; a key is a number or a struct string *."""
    undef = constant("TYPE_UNDEF")
    packed = bool(a["packed"])
    for i in range(int(a["used"])):
        value = a["values"][i] if packed else a["buckets"][i]["value"]
        if int(value["type"]) == undef:
            continue
        if packed:
            yield i, value
        elif int(a["buckets"][i]["key"]):
            yield a["buckets"][i]["key"], value
        else:
            yield int(a["buckets"][i]["hash"].cast(gdb.lookup_type("long"))), value


def array_text(a, depth):
    count = int(a["count"])
    if depth == 0 or count == 0:
        return "array(%d)" % count
    parts = []
    for key, value in elements(a):
        if len(parts) == INLINE_MAX:
            parts.append("...")
            break
        parts.append("%s => %s" % (key_text(key), value_text(value, depth - 1)))
    return "array(%d) [%s]" % (count, ", ".join(parts))


def value_text(v, depth=INLINE_DEPTH):
    """A struct value in one line."""
    type_names = {
        constant("TYPE_" + name): name
        for name in (
            "UNDEF", "NULL", "FALSE", "TRUE", "INT", "FLOAT", "STRING", "ARRAY", "OBJECT", "REF", "CONSTANT",
            "INDIRECT", "POINTER",
        )
    }
    kind = type_names.get(int(v["type"]))
    if kind in ("UNDEF", "NULL", "FALSE", "TRUE"):
        return kind.lower()
    if kind == "INT":
        return str(int(v["i"]))
    if kind == "FLOAT":
        return repr(float(v["d"]))
    if kind == "STRING":
        return string_text(v["s"].dereference())
    if kind == "ARRAY":
        return array_text(v["a"].dereference(), depth)
    if kind == "OBJECT":
        return object_text(v["o"].dereference())
    if kind == "REF":
        return "&" + (value_text(v["r"]["value"], depth - 1) if depth else "...")
    if kind == "INDIRECT":
        return "-> " + (value_text(v["indirect"].dereference(), depth - 1) if depth else "...")
    if kind == "CONSTANT":
        return "constant expression of line %d" % int(v["ast"]["line"])
    if kind == "POINTER":
        return "pointer 0x%x" % int(v["p"])
    return "no value: type %d" % int(v["type"])


# ---- oplines -----------------------------------------------------------------------------------------


def opline_number(func, address):
    """The number of the opline at this address in a function, or None."""
    offset = address - int(func["oplines"])
    size = struct("opline").sizeof
    return offset // size if 0 <= offset < int(func["opline_count"]) * size and offset % size == 0 else None


def slot_text(func, kind, offset):
    """CVs by name; T7 and V7 are temporaries, numbered by their slot behind the variables."""
    index = offset // struct("value").sizeof - constant("FRAME_SLOTS")
    if kind == constant("OPERAND_CV"):
        return "$" + (name_text(func["vars"][index]) if func is not None else "CV%d" % index)
    first = int(func["var_count"]) if func is not None else 0
    return ("T" if kind == constant("OPERAND_TMP") else "V") + str(index - first)


def jump_field(o):
    """'op1', 'op2', 'extended' or None: which field of an opline is a jump. The last CATCH has none."""
    rules = gdb.lookup_global_symbol("compile_rules").value()
    jump = int(rules[int(o["opcode"])]["jump"])
    last = opcode_name(int(o["opcode"])) == "CATCH" and int(o["extended"]) & constant("CATCH_LAST")
    names = {"JUMP_OP1": "op1", "JUMP_OP2": "op2", "JUMP_EXT": "extended"}
    return None if last else next((names[name] for name in names if constant(name) == jump), None)


def jump_text(func, o, distance):
    target = int(o.address) + distance
    number = opline_number(func, target) if func is not None else None
    return "->%d" % number if number is not None else "->%+d" % (distance // struct("opline").sizeof)


def operand_text(func, o, field):
    kind = int(o[field + "_kind"])
    operand = o[field]
    if field == jump_field(o):
        return jump_text(func, o, int(operand["jump"]))
    if kind == constant("OPERAND_UNUSED"):
        return "#%d" % int(operand["number"]) if int(operand["number"]) else None
    if kind == constant("OPERAND_CONST"):
        return value_text(slot_at(o.address, operand["constant"]), 1)
    return slot_text(func, kind, int(operand["slot"]))


def result_text(func, o, name):
    kind = int(o["result_kind"])
    branch = kind & (constant("OPERAND_JMPZ") | constant("OPERAND_JMPNZ"))
    if branch:
        return "and JMPZ" if branch == constant("OPERAND_JMPZ") else "and JMPNZ"
    if kind != constant("OPERAND_UNUSED"):
        return "= " + slot_text(func, kind, int(o["result"]["slot"]))
    if name.startswith("SEND_"):
        return "to slot %d" % (int(o["result"]["slot"]) // struct("value").sizeof - constant("FRAME_SLOTS"))
    return "result #%d" % int(o["result"]["number"]) if int(o["result"]["number"]) else None


def opline_text(o, func):
    """An opline in one line; `func` may be None."""
    name = opcode_name(int(o["opcode"]))
    operands = [operand_text(func, o, field) for field in ("op1", "op2")]
    parts = [name]
    if any(operands):
        parts.append(", ".join(text or "-" for text in (operands if operands[1] else operands[:1])))
    parts.append(result_text(func, o, name))
    if jump_field(o) == "extended":
        parts.append("end " + jump_text(func, o, int(o["extended"].cast(gdb.lookup_type("int")))))
    elif name in ASSIGN_OPS:
        parts.append("ext " + opcode_name(int(o["extended"])))
    elif int(o["extended"]):
        parts.append("ext %d" % int(o["extended"]))
    return " ".join(part for part in parts if part)


# ---- where the VM is ---------------------------------------------------------------------------------


def vm_of_frame(frame):
    """The VM that a C frame has in a variable, or None."""
    try:
        value = frame.read_var("vm")
        if value.is_optimized_out or value.type.strip_typedefs().code != gdb.TYPE_CODE_PTR:
            return None
        if value.type.target().strip_typedefs().tag not in ("vm", "vut_vm") or int(value) == 0:
            return None
        vm = value.cast(pointer_to("vm")).dereference()
        int(vm["exception"])  # can it be read?
        return vm
    except (ValueError, gdb.error):
        return None


def find_vm():
    """The struct vm, or None."""
    said = gdb.convenience_variable("refvm")
    if said is not None and said.type.code == gdb.TYPE_CODE_PTR:
        return said.cast(pointer_to("vm")).dereference()
    try:
        frame = gdb.selected_frame()
    except gdb.error:
        return None
    while frame is not None:
        vm = vm_of_frame(frame)
        if vm is not None:
            return vm
        frame = frame.older()
    return None


def need_vm():
    vm = find_vm()
    if vm is None:
        raise gdb.GdbError("no variable 'vm' in these C frames, expected: set $refvm = (struct vm *)ADDRESS")
    return vm


def program_functions(vm):
    func = vm["program"]["funcs"]
    while int(func):
        yield func
        func = func["next_in_program"]


def function_of_opline(address):
    """Whose opline it is, or None: the running function's, or another one's of the program."""
    vm = find_vm()
    if vm is None:
        return None
    for func in program_functions(vm):
        if opline_number(func, address) is not None:
            return func
    return None


# ---- frames ------------------------------------------------------------------------------------------


def is_native(func):
    return bool(int(func["flags"]) & constant("FUNC_NATIVE"))


def frame_slot(f, index):
    size = struct("value").sizeof
    return slot_at(f.address, (constant("FRAME_SLOTS") + index) * size)


def is_entered(f):
    """Has a user function's frame been entered, so that all its variables have a value?"""
    return not is_native(f["func"]) and int(f["opline"]) != 0


def argument(f, n):
    """As frame_arg in frame.h has it."""
    func = f["func"]
    if n >= int(func["param_count"]) and is_entered(f):
        n += int(func["var_count"]) + int(func["tmp_count"]) - int(func["param_count"])
    return frame_slot(f, n)


def arguments_text(f):
    return ", ".join(value_text(argument(f, n), 1) for n in range(int(f["arg_count"])))


def callee_text(f):
    """'f', 'A::f', or 'A#1->f' with an object."""
    func = f["func"]
    if int(f["flags"]) & constant("FRAME_HAS_THIS"):
        return object_text(f["self"].dereference()) + "->" + name_text(func["name"])
    return func_text(func)


def place_text(f):
    """Line and opline of a frame."""
    if is_native(f["func"]):
        return "native"
    if not is_entered(f):
        return "not entered"
    opline = f["opline"]
    number = opline_number(f["func"], int(opline))
    if number is None:
        return "opline 0x%x is not its own" % int(opline)
    return "line %d, opline %d %s" % (int(opline["line"]), number, opcode_name(int(opline["opcode"])))


def frame_text(f):
    return "%s(%s) %s" % (callee_text(f), arguments_text(f), place_text(f))


def live_slots(f):
    """(name, value) of the temporaries that hold something at the frame's opline."""
    func = f["func"]
    at = opline_number(func, int(f["opline"]))
    if at is None:
        return
    for i in range(int(func["live_count"])):
        live = func["lives"][i]
        if int(live["start"]) <= at < int(live["end"]):
            yield (
                slot_text(func, constant("OPERAND_TMP"), int(live["slot"])),
                slot_at(f.address, live["slot"]),
            )


def frame_children(f):
    func = f["func"]
    if not is_entered(f):
        for n in range(int(f["arg_count"])):
            yield "argument %d" % (n + 1), argument(f, n)
        return
    for i in range(int(func["var_count"])):
        yield "$" + name_text(func["vars"][i]), frame_slot(f, i)
    yield from live_slots(f)
    for n in range(int(func["param_count"]), int(f["arg_count"])):
        yield "argument %d" % (n + 1), argument(f, n)
    yield from prepared_calls(f)


def prepared_calls(f):
    call = f["call"]
    while int(call):
        yield "preparing", call.dereference()
        call = call["prev"]


# ---- printers ----------------------------------------------------------------------------------------


class ValuePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return value_text(self.value)


class StringPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        s = self.value
        interned = int(s["head"]["flags"]) & constant("COUNTED_INTERNED")
        held = "interned" if interned else "refcount %d" % int(s["head"]["refcount"])
        return "%s (length %d, %s)" % (string_text(s), int(s["len"]), held)


class ArrayPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        a = self.value
        immutable = int(a["gc"]["head"]["flags"]) & constant("COUNTED_IMMUTABLE")
        held = "immutable" if immutable else "refcount %d" % int(a["gc"]["head"]["refcount"])
        return "array(%d) (%s, %s)" % (int(a["count"]), "packed" if a["packed"] else "hash", held)

    def children(self):
        for i, (key, value) in enumerate(elements(self.value)):
            yield "key %d" % i, key_text(key)
            yield "value %d" % i, value

    def display_hint(self):
        return "map"


class ObjectPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        o = self.value
        head = o["gc"]["head"]
        if int(head["type"]) != constant("TYPE_OBJECT"):
            return object_text(o)
        flags = int(o["flags"])
        notes = ["refcount %d" % int(head["refcount"])]
        notes += ["destructed"] if flags & constant("OBJECT_DESTRUCTED") else []
        notes += ["freed"] if flags & constant("OBJECT_FREED") else []
        return "%s (%s)" % (object_text(o), ", ".join(notes))

    def children(self):
        o = self.value
        if int(o["gc"]["head"]["type"]) != constant("TYPE_OBJECT"):
            return
        if int(o["flags"]) & constant("OBJECT_FREED"):
            return
        c = o["class"]
        for i in range(int(c["slot_count"])):
            yield name_text(c["slot_property"][i]["name"]), slot_at(o["slots"].address, 16 * i)
        if int(o["dynamic"]):
            for key, value in elements(o["dynamic"].dereference()):
                yield name_text(key) if isinstance(key, gdb.Value) else str(key), value
        yield from closure_children(o)


def closure_children(o):
    c = o["class"]
    if class_text(c) != "Closure" or int(c["payload_size"]) < struct("closure").sizeof:
        return
    payload = gdb.Value(int(o["slots"].address) + 16 * int(c["slot_count"]))
    closure = payload.cast(pointer_to("closure")).dereference()
    yield "function", closure["func"]
    if int(closure["self"]["type"]) != constant("TYPE_UNDEF"):
        yield "$this", closure["self"]
    if int(closure["statics"]):
        yield "variables", closure["statics"].dereference()


class RefPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        r = self.value
        return "&%s (refcount %d)" % (value_text(r["value"]), int(r["gc"]["head"]["refcount"]))


class FramePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return frame_text(self.value)

    def children(self):
        yield from frame_children(self.value)


class OplinePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        address = self.value.address
        return opline_text(self.value, function_of_opline(int(address)) if address is not None else None)


def opline_pointer_text(pointer):
    address = int(pointer)
    tagged = address & 1  # ENTER in interp.h
    o = gdb.Value(address - tagged).cast(pointer_to("opline"))
    func = function_of_opline(int(o))
    if func is None:
        return ("tagged " if tagged else "") + opcode_name(int(o["opcode"]))
    number = opline_number(func, int(o))
    text = "%s:%d opline %d %s" % (func_text(func), int(o["line"]), number, opline_text(o.dereference(), func))
    return ("tagged " if tagged else "") + text


POINTERS = {
    "value": lambda p: value_text(p.dereference(), 1),
    "string": lambda p: string_text(p.dereference()),
    "array": lambda p: array_text(p.dereference(), 1),
    "object": lambda p: object_text(p.dereference()),
    "ref": lambda p: "&" + value_text(p["value"], 1),
    "frame": lambda p: frame_text(p.dereference()),
    "opline": opline_pointer_text,
    "func": func_text,
    "class": class_text,
}

STRUCTS = {
    "value": ValuePrinter,
    "string": StringPrinter,
    "array": ArrayPrinter,
    "object": ObjectPrinter,
    "ref": RefPrinter,
    "frame": FramePrinter,
    "opline": OplinePrinter,
}


class PointerPrinter:
    """The address, and what is there in a few words, if anything sensible is."""

    def __init__(self, value, text):
        self.value = value
        self.text = text

    def to_string(self):
        address = "0x%x" % int(self.value)
        if int(self.value) == 0:
            return address
        try:
            return "%s %s" % (address, self.text(self.value))
        except (gdb.error, UnicodeError):
            return address


def lookup(value):
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_STRUCT and kind.tag in STRUCTS and is_ours():
        return STRUCTS[kind.tag](value)
    if kind.code == gdb.TYPE_CODE_PTR:
        target = kind.target().strip_typedefs().unqualified()
        if target.code == gdb.TYPE_CODE_STRUCT and target.tag in POINTERS and is_ours():
            return PointerPrinter(value, POINTERS[target.tag])
    return None


def is_ours():
    """Does the program have a reference VM in it? Structs of others may have the same names."""
    return gdb.lookup_global_symbol("opcode_names") is not None


lookup.name = "refvm"
lookup.enabled = True


# ---- commands ----------------------------------------------------------------------------------------


class FramesCommand(gdb.Command):
    """The VM's own backtrace, innermost first.

refvm-frames

A line a frame: address, callee with arguments, line and opline. Calls whose arguments are being sent come
under the frame that prepares them. Entry frames, at which a C loop was started, are marked."""

    def __init__(self):
        super().__init__("refvm-frames", gdb.COMMAND_STACK, gdb.COMPLETE_NONE)

    def invoke(self, argument_text, from_tty):
        vm = need_vm()
        frame = vm["frame"]
        if int(frame) == 0:
            print("no frame")
        number = 0
        while int(frame):
            f = frame.dereference()
            entry = ", entry" if int(f["flags"]) & constant("FRAME_ENTRY") else ""
            print("#%-2d 0x%x %s%s" % (number, int(frame), frame_text(f), entry))
            for _, call in prepared_calls(f):
                print("      preparing %s(%s)" % (callee_text(call), arguments_text(call)))
            frame = f["prev"]
            number += 1


def find_function(text):
    """By name, without regard to case; else an expression."""
    vm = need_vm()
    if text == "":
        frame = vm["frame"]
        while int(frame) and is_native(frame["func"]):
            frame = frame["prev"]
        if int(frame) == 0:
            raise gdb.GdbError("no user frame, expected the name of a function")
        return frame["func"]
    for func in program_functions(vm):
        if func_text(func).lower() == text.lower():
            return func
    try:
        value = gdb.parse_and_eval(text)
    except gdb.error:
        value = None
    if value is not None and value.type.strip_typedefs() == pointer_to("func"):
        return value
    names = " ".join(sorted(func_text(func) for func in program_functions(vm)))
    raise gdb.GdbError("no function '%s' in the program, expected one of: %s" % (text, names))


def print_oplines(func, at):
    print(
        "%s: %d variables, %d temporaries, %d oplines"
        % (func_text(func), int(func["var_count"]), int(func["tmp_count"]), int(func["opline_count"]))
    )
    for i in range(int(func["opline_count"])):
        o = func["oplines"][i]
        mark = "=>" if int(o.address) == at else "  "
        print("%s %4d  line %-4d %s" % (mark, i, int(o["line"]), opline_text(o, func)))


def print_ranges(func):
    kinds = {field.enumval: field.name[len("LIVE_"):].lower() for field in gdb.lookup_type("enum live_kind").fields()}
    for i in range(int(func["live_count"])):
        live = func["lives"][i]
        slot = slot_text(func, constant("OPERAND_TMP"), int(live["slot"]))
        print("live %s: %d to %d, %s" % (slot, int(live["start"]), int(live["end"]), kinds[int(live["kind"])]))
    for i in range(int(func["try_count"])):
        region = func["tries"][i]
        parts = tuple(int(region[name]) for name in ("try_op", "catch_op", "finally_op", "finally_end"))
        print("try from %d: catch %d, finally %d to %d (0: none)" % parts)


class OplinesCommand(gdb.Command):
    """The oplines of a function of the program, with live ranges and try regions.

refvm-oplines [FUNC]

FUNC is a name ('f', 'A::f', '{main}') or an expression of type struct func *. => is the saved opline of the
innermost frame of that function. T7 and V7 are temporaries, ->7 is a jump to opline 7."""

    def __init__(self):
        super().__init__("refvm-oplines", gdb.COMMAND_DATA, gdb.COMPLETE_NONE)

    def invoke(self, argument_text, from_tty):
        func = find_function(argument_text.strip())
        frame = need_vm()["frame"]
        while int(frame) and int(frame["func"]) != int(func):
            frame = frame["prev"]
        print_oplines(func, int(frame["opline"]) if int(frame) else 0)
        print_ranges(func)


gdb.printing.register_pretty_printer(None, lookup, replace=True)
FramesCommand()
OplinesCommand()
gdb.events.new_objfile.connect(lambda event: constants.clear())
