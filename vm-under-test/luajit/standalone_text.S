/* standalone_text.S: the text of standalone_text.c.in as bytes of the program; see standalone_c.c. */
    .section .rodata
    .globl standalone_text
    .hidden standalone_text
    .globl standalone_text_end
    .hidden standalone_text_end
standalone_text:
    .incbin "vm-under-test/luajit/standalone_text.c.in"
standalone_text_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
