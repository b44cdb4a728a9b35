// SPDX-License-Identifier: MIT
/* The tape builder: one loop, no recursion; containers are linked by their tokens. */
#include "json/json.h"

#include "facts/facts.h"
#include "json/scan.h"
#include "text/utf8.h"

/* What may come next. */
enum expect {
    EXPECT_VALUE,        /* at the root, behind ':' or behind ',' in an array */
    EXPECT_ITEM_OR_END,  /* behind '[' */
    EXPECT_NAME_OR_END,  /* behind '{' */
    EXPECT_NAME,         /* behind ',' in an object */
    EXPECT_COMMA_OR_END, /* behind a value in a container */
    EXPECT_NOTHING       /* behind the root */
};

struct reader {
    struct json *j;
    const char *start;
    const char *p;
    const char *end;
    uint32_t up; /* innermost open container, or JSON_NONE */
    size_t depth;
    enum expect expect;
    bool stop;
};

void json_init(struct json *j, const struct allocator *allocator)
{
    memset(j, 0, sizeof(*j));
    j->allocator = allocator;
}

void json_free(struct json *j)
{
    const struct allocator *a = j->allocator;

    if (j->tokens != NULL)
        a->resize(a->ctx, j->tokens, j->token_cap * sizeof(*j->tokens), 0);
    if (j->faults != NULL)
        a->resize(a->ctx, j->faults, j->fault_cap * sizeof(*j->faults), 0);
    json_init(j, a);
}

bool json_fault(struct json *j, unsigned rule, size_t offset, size_t length, const char *format,
                const struct arg *args)
{
    struct json_fault *fault;
    void *faults = j->faults;

    if (j->fault_count >= j->limits.faults) {
        j->faults_dropped++;
        return true;
    }
    if (!grow(j->allocator, &faults, &j->fault_cap, j->fault_count + 1, sizeof(*fault))) {
        j->out_of_memory = true;
        return false;
    }
    j->faults = faults;
    fault = &j->faults[j->fault_count++];
    memset(fault, 0, sizeof(*fault));
    fault->rule = (uint16_t)rule;
    fault->offset = (uint32_t)offset;
    fault->length = (uint32_t)length;
    fault->format = format;
    for (size_t i = 0; i < ARRAY_LEN(fault->args) && args[i].type != ARG_END; i++)
        fault->args[i] = args[i];
    return true;
}

static size_t offset_of(const struct reader *r, const char *p)
{
    return (size_t)(p - r->start);
}

static void fault(struct reader *r, unsigned rule, const char *at, size_t length,
                  const char *format, const struct arg *args)
{
    r->j->syntax_error = true;
    if (!json_fault(r->j, rule, offset_of(r, at), length, format, args))
        r->stop = true;
}

/* Bytes of the character at p; 0 at the end. */
static size_t char_length(const struct reader *r, const char *p)
{
    size_t step = utf8_step(span_of(p, (size_t)(r->end - p)), NULL);

    return step == 0 && p < r->end ? 1 : step;
}

/* A fault that leaves open what was meant: reading ends here. */
static void give_up(struct reader *r, unsigned rule, const char *at, const char *format,
                    const struct arg *args)
{
    fault(r, rule, at, char_length(r, at), format, args);
    r->j->stopped = true;
    r->stop = true;
}

/* A character that may belong to a key is not told: it may be the first of a secret. */
static struct arg found(char c)
{
    bool base64 = (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
                  c == '-' || c == '_' || c == '+' || c == '/' || c == '=';

    return base64 ? (struct arg)A_STR("text without quotes") : (struct arg)A_CHAR(c);
}

static inline struct json_token *push(struct reader *r, enum json_type type, const char *text,
                                      size_t length)
{
    struct json *j = r->j;
    struct json_token *token;

    if (j->count >= j->token_cap) {
        void *tokens = j->tokens;

        if (!grow(j->allocator, &tokens, &j->token_cap, (size_t)j->count + 1, sizeof(*token))) {
            j->out_of_memory = true;
            r->stop = true;
            return NULL;
        }
        j->tokens = tokens;
    }
    token = &j->tokens[j->count++];
    token->offset = (uint32_t)offset_of(r, text);
    token->length = (uint32_t)length;
    token->next = j->count;
    token->up = r->up;
    token->index = 0;
    token->count = 0;
    token->type = (uint8_t)type;
    token->flags = 0;
    if (r->up != JSON_NONE && type != JSON_NAME)
        token->index = j->tokens[r->up].count++;
    return token;
}

static void value_done(struct reader *r)
{
    r->expect = r->up == JSON_NONE ? EXPECT_NOTHING : EXPECT_COMMA_OR_END;
}

static void open_container(struct reader *r, enum json_type type)
{
    struct json *j = r->j;

    if (r->depth >= j->limits.depth) {
        give_up(r, RULE_JSON_DEPTH, r->p, "nested deeper than the limit of {} levels",
                ARGS(A_NUM(j->limits.depth)));
        return;
    }
    if (push(r, type, r->p, 1) == NULL)
        return;
    r->p++;
    r->depth++;
    r->up = j->count - 1;
    r->expect = type == JSON_OBJECT ? EXPECT_NAME_OR_END : EXPECT_ITEM_OR_END;
}

static void close_container(struct reader *r, const char *end)
{
    struct json *j = r->j;
    struct json_token *token = &j->tokens[r->up];

    token->length = (uint32_t)(offset_of(r, end) - token->offset);
    token->next = j->count;
    r->up = token->up;
    r->depth--;
    value_done(r);
}

static bool members_left(struct reader *r)
{
    size_t limit = r->j->limits.members;

    if (r->j->tokens[r->up].type != JSON_OBJECT || r->j->tokens[r->up].count < limit)
        return true;
    give_up(r, RULE_JSON_MEMBERS, r->p, "an object has more than the limit of {} members",
            ARGS(A_NUM(limit)));
    return false;
}

/* Reads a string whose opening quote is at r->p. */
static struct json_token *read_string(struct reader *r, enum json_type type)
{
    const char *text = r->p + 1;
    unsigned flags = 0;
    const char *close = scan_plain(text, r->end);
    struct json_token *token;

    if (close == r->end || *close != '"')
        close = scan_string(r->j, close, r->end, r->start, &flags);
    token = push(r, type, text, (size_t)(close - text));
    if (flags & JSON_BAD)
        r->j->syntax_error = true;
    if (r->j->out_of_memory)
        r->stop = true;
    if (token == NULL)
        return NULL;
    token->flags = (uint8_t)flags;
    if (close == r->end) {
        token->flags |= JSON_CUT | JSON_BAD;
        r->p = r->end;
        give_up(r, RULE_JSON_TRUNCATED, text - 1, "the string that begins here is not closed",
                NO_ARGS);
        return token;
    }
    r->p = close + 1;
    return token;
}

static void read_number(struct reader *r)
{
    const char *end = r->end;
    enum scan_number spelling = scan_number(r->p, &end);
    struct json_token *token = push(r, JSON_NUMBER, r->p, (size_t)(end - r->p));

    r->j->has_numbers = true;
    if (token == NULL)
        return;
    if (spelling == SCAN_NUMBER_BAD) {
        token->flags |= JSON_BAD;
        fault(r, RULE_JSON_NUMBER, r->p, (size_t)(end - r->p),
              "this is not a number as JSON spells it", NO_ARGS);
    }
    r->p = end;
    value_done(r);
}

static void read_word(struct reader *r)
{
    static const struct {
        const char *word;
        enum json_type type;
    } words[] = {{"null", JSON_NULL}, {"false", JSON_FALSE}, {"true", JSON_TRUE}};
    const char *end = scan_word(r->p, r->end);
    struct span word = span_of(r->p, (size_t)(end - r->p));
    enum json_type type = JSON_NULL;
    bool known = false;
    struct json_token *token;

    for (size_t i = 0; i < ARRAY_LEN(words) && !known; i++) {
        known = span_is(word, words[i].word);
        if (span_eq_nocase(word, span_str(words[i].word)))
            type = words[i].type;
    }
    if (word.len == 0) {
        give_up(r, RULE_JSON_SYNTAX, r->p, "expected a value, found {}", ARGS(found(*r->p)));
        return;
    }
    token = push(r, type, r->p, word.len);
    if (token == NULL)
        return;
    if (!known) {
        token->flags |= JSON_BAD;
        fault(r, RULE_JSON_LITERAL, r->p, word.len,
              "a bare word of {} characters; expected true, false, null or a string in quotes",
              ARGS(A_NUM(word.len)));
    }
    r->p = end;
    value_done(r);
}

static void read_value(struct reader *r)
{
    char c = *r->p;

    if (c == '"') {
        if (read_string(r, JSON_STRING) != NULL)
            value_done(r);
    } else if (c == '{') {
        open_container(r, JSON_OBJECT);
    } else if (c == '[') {
        open_container(r, JSON_ARRAY);
    } else if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.') {
        read_number(r);
    } else {
        read_word(r);
    }
}

static void skip_space_and_comments(struct reader *r)
{
    const char *after;

    while (r->p < r->end) {
        r->p = scan_space(r->p, r->end);
        after = scan_comment(r->p, r->end);
        if (after == r->p)
            return;
        fault(r, RULE_JSON_COMMENT, r->p, (size_t)(after - r->p), "a comment; JSON has none",
              NO_ARGS);
        r->p = after;
    }
}

/* Mostly there is nothing to skip. */
static inline void skip_space(struct reader *r)
{
    if (r->p < r->end && ((unsigned char)*r->p <= ' ' || *r->p == '/' || *r->p == '#'))
        skip_space_and_comments(r);
}

static void read_name(struct reader *r)
{
    if (*r->p != '"') {
        give_up(r, RULE_JSON_SYNTAX, r->p, "expected a member name in double quotes, found {}",
                ARGS(found(*r->p)));
        return;
    }
    if (!members_left(r) || read_string(r, JSON_NAME) == NULL || r->stop)
        return;
    skip_space(r);
    if (r->p == r->end)
        return;
    if (*r->p != ':') {
        give_up(r, RULE_JSON_SYNTAX, r->p, "expected ':' behind a member name, found {}",
                ARGS(found(*r->p)));
        return;
    }
    r->p++;
    r->expect = EXPECT_VALUE;
    skip_space(r);
    if (!r->stop && r->p < r->end)
        read_value(r);
}

static void read_separator(struct reader *r)
{
    bool object = r->j->tokens[r->up].type == JSON_OBJECT;
    char c = *r->p;

    if (c == ',') {
        r->p++;
        r->expect = object ? EXPECT_NAME : EXPECT_VALUE;
    } else if (c == (object ? '}' : ']')) {
        r->p++;
        close_container(r, r->p);
    } else if (object ? c == '"' : c == '"' || c == '{' || c == '[') {
        fault(r, RULE_JSON_COMMA, r->p, 1, "a comma is missing before this", NO_ARGS);
        r->expect = object ? EXPECT_NAME : EXPECT_VALUE;
    } else {
        give_up(r, RULE_JSON_SYNTAX, r->p,
                object ? "expected ',' or '}' behind a member, found {}"
                       : "expected ',' or ']' behind an item, found {}",
                ARGS(found(c)));
    }
}

/* A closing bracket where a name or value was due: the comma before it is one too many. */
static bool close_behind_comma(struct reader *r)
{
    bool object;

    if ((*r->p != '}' && *r->p != ']') || r->up == JSON_NONE ||
        r->j->tokens[r->j->count - 1].type == JSON_NAME)
        return false;
    object = r->j->tokens[r->up].type == JSON_OBJECT;
    if (*r->p != (object ? '}' : ']'))
        return false;
    fault(r, RULE_JSON_COMMA, r->p, 1, "a comma stands before this although no value follows",
          NO_ARGS);
    r->p++;
    close_container(r, r->p);
    return true;
}

static void read_next(struct reader *r)
{
    char c = *r->p;

    switch (r->expect) {
    case EXPECT_ITEM_OR_END:
    case EXPECT_NAME_OR_END:
        if (c == (r->expect == EXPECT_NAME_OR_END ? '}' : ']')) {
            r->p++;
            close_container(r, r->p);
        } else if (r->expect == EXPECT_NAME_OR_END) {
            read_name(r);
        } else {
            read_value(r);
        }
        break;
    case EXPECT_NAME:
        if (!close_behind_comma(r))
            read_name(r);
        break;
    case EXPECT_VALUE:
        if (!close_behind_comma(r))
            read_value(r);
        break;
    case EXPECT_COMMA_OR_END:
        read_separator(r);
        break;
    case EXPECT_NOTHING:
        break;
    }
}

/* Closes what is still open where reading ended, so that it can be walked. */
static void close_all(struct reader *r)
{
    struct json *j = r->j;

    if (j->count > 0 && j->tokens[j->count - 1].type == JSON_NAME && r->up != JSON_NONE)
        j->count--; /* a name whose value never came */
    while (r->up != JSON_NONE) {
        j->tokens[r->up].flags |= JSON_CUT;
        close_container(r, r->p);
    }
}

static void skip_mark(struct reader *r)
{
    size_t left = (size_t)(r->end - r->p);

    if (left >= 3 && memcmp(r->p, "\xef\xbb\xbf", 3) == 0) {
        fault(r, RULE_JSON_BOM, r->p, 3, "the text begins with a byte order mark", NO_ARGS);
        r->p += 3;
    } else if (left >= 2 && (memcmp(r->p, "\xff\xfe", 2) == 0 || memcmp(r->p, "\xfe\xff", 2) == 0 ||
                             r->p[0] == '\0' || r->p[1] == '\0')) {
        give_up(r, RULE_JSON_ENCODING, r->p, "the text is in UTF-16 or UTF-32; JSON is in UTF-8",
                NO_ARGS);
    }
}

static void read_all(struct reader *r)
{
    skip_mark(r);
    while (!r->stop) {
        skip_space(r);
        if (r->p == r->end || r->expect == EXPECT_NOTHING)
            break;
        read_next(r);
    }
    if (r->stop)
        return;
    if (r->up != JSON_NONE)
        give_up(r, RULE_JSON_TRUNCATED, r->end, "the text ends inside {}",
                ARGS(A_STR(r->j->tokens[r->up].type == JSON_OBJECT ? "an object" : "an array")));
    else if (r->j->count == 0)
        give_up(r, RULE_JSON_TRUNCATED, r->end, "the text holds no JSON value", NO_ARGS);
}

/* The reader finds faults in order of offset, but for that of a string which is not closed. */
static void sort_last_fault(struct json *j)
{
    size_t k = j->fault_count;
    struct json_fault last;

    if (k == 0)
        return;
    last = j->faults[--k];
    for (; k > 0 && j->faults[k - 1].offset > last.offset; k--)
        j->faults[k] = j->faults[k - 1];
    j->faults[k] = last;
}

bool json_read(struct json *j, struct span text, const struct json_limits *limits, bool lines)
{
    struct reader r = {j,         text.ptr, text.ptr,     text.ptr + text.len,
                       JSON_NONE, 0,        EXPECT_VALUE, false};

    j->limits = *limits;
    j->text = text;
    j->count = 0;
    j->fault_count = 0;
    j->faults_dropped = 0;
    j->has_numbers = j->syntax_error = j->stopped = j->out_of_memory = false;
    if (text.len > limits->bytes || text.len >= UINT32_MAX) {
        r.end = r.p; /* none of it is looked at */
        give_up(&r, RULE_JSON_SIZE, r.p, "the document has more than the limit of {} bytes",
                ARGS(A_NUM(limits->bytes)));
        j->consumed = text.len;
        return !j->out_of_memory;
    }
    read_all(&r);
    close_all(&r);
    j->consumed = offset_of(&r, r.p);
    if (!lines && !r.stop && r.p < r.end) {
        fault(&r, RULE_JSON_TRAILING_DATA, r.p, char_length(&r, r.p),
              "{} follows the end of the JSON value", ARGS(found(*r.p)));
    }
    sort_last_fault(j);
    return !j->out_of_memory;
}
