/* uint32_t cstack_switch(void (*function)(void *), void *argument, char *entry)
 *
 * Calls function(argument) with the stack pointer at `entry` and known values in the callee-saved
 * registers. Nothing that comes back can be trusted, neither rsp nor a register, so that the way
 * home is kept in memory: one word, because calls do not nest.
 */
	.text
	.globl	cstack_switch
	.type	cstack_switch, @function
cstack_switch:
	.cfi_startproc
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	movq	%rsp, cstack_home(%rip)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	andq	$-16, %rdx
	movq	%rdx, cstack_entry(%rip)
	movq	%rdx, %rsp
	movabsq	$0xb1b1b1b1b1b1b1b1, %rbx
	xorl	%ebp, %ebp		/* a frame pointer chain ends here */
	movabsq	$0xc12c12c12c12c12c, %r12
	movabsq	$0xd13d13d13d13d13d, %r13
	movabsq	$0xe14e14e14e14e14e, %r14
	movabsq	$0xf15f15f15f15f15f, %r15
	/* Nobody unwinds past this point: there is no frame above. */
	.cfi_undefined rip
	call	*%rax
	xorl	%eax, %eax
	movabsq	$0xb1b1b1b1b1b1b1b1, %rcx
	cmpq	%rcx, %rbx
	je	1f
	orl	$1, %eax
1:	testq	%rbp, %rbp
	je	1f
	orl	$2, %eax
1:	movabsq	$0xc12c12c12c12c12c, %rcx
	cmpq	%rcx, %r12
	je	1f
	orl	$4, %eax
1:	movabsq	$0xd13d13d13d13d13d, %rcx
	cmpq	%rcx, %r13
	je	1f
	orl	$8, %eax
1:	movabsq	$0xe14e14e14e14e14e, %rcx
	cmpq	%rcx, %r14
	je	1f
	orl	$16, %eax
1:	movabsq	$0xf15f15f15f15f15f, %rcx
	cmpq	%rcx, %r15
	je	1f
	orl	$32, %eax
1:	cmpq	cstack_entry(%rip), %rsp
	je	1f
	orl	$64, %eax
1:	movq	cstack_home(%rip), %rsp
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.cfi_endproc
	.size	cstack_switch, .-cstack_switch

	.local	cstack_home
	.comm	cstack_home, 8, 8
	.local	cstack_entry
	.comm	cstack_entry, 8, 8
	.section .note.GNU-stack,"",@progbits
