/* ast.c: syntax nodes and their chunks. */
#include "vm.h"

const char *const ast_names[AST_KIND_COUNT] = {
#define AST(name, text) #name,
#include "ast.def"
#undef AST
};

/* Chunks are linked, newest first; the pool's `used` is of the newest. */
struct ast_chunk {
    struct ast_chunk *next;
    size_t size; /* of the whole block */
};

/* The first chunk holds a small program; each further one is twice the size of the last. */
enum { AST_CHUNK_MIN = 1024, AST_CHUNK_MAX = 1 << 16 };

static bool ast_add_chunk(struct vm *vm, struct ast_pool *pool, size_t need)
{
    size_t size = pool->chunk == NULL ? AST_CHUNK_MIN : pool->chunk->size * 2;
    struct ast_chunk *chunk;

    if (size > AST_CHUNK_MAX)
        size = AST_CHUNK_MAX;
    if (size < need + sizeof(*chunk))
        size = need + sizeof(*chunk);
    chunk = mem_new(vm, size, SITE_ast_chunk);
    if (chunk == NULL)
        return false;
    chunk->next = pool->chunk;
    chunk->size = size;
    pool->chunk = chunk;
    pool->used = sizeof(*chunk);
    return true;
}

struct ast *ast_new(struct vm *vm, enum ast_kind kind, uint32_t attr, uint32_t line, uint32_t child_count)
{
    struct ast_pool *pool = &vm->program.pool;
    size_t size = sizeof(struct ast) + child_count * sizeof(struct ast *);
    struct ast *ast;

    if (pool->chunk == NULL || pool->chunk->size - pool->used < size)
        if (!ast_add_chunk(vm, pool, size))
            return NULL;
    ast = (struct ast *)((char *)pool->chunk + pool->used);
    pool->used += size;
    memset(ast, 0, size);
    ast->kind = (uint8_t)kind;
    ast->attr = (uint16_t)attr;
    ast->line = line;
    ast->child_count = child_count;
    return ast;
}

void ast_drop(struct vm *vm, struct ast_pool *pool)
{
    while (pool->chunk != NULL) {
        struct ast_chunk *chunk = pool->chunk;

        pool->chunk = chunk->next;
        mem_free(vm, chunk, chunk->size);
    }
    pool->used = 0;
}
