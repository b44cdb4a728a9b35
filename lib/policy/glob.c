// SPDX-License-Identifier: MIT
/* see glob.h */
#include "policy/glob.h"

/* Where to go on when what follows a star does not match: one character more for the star. */
struct resume {
    size_t pattern, text;
    bool set;
    bool folders; /* what follows begins behind a slash */
};

/* Index behind the set that begins at `at`; 0 when it is not closed. "]" may stand first. */
static size_t set_end(struct span pattern, size_t at)
{
    size_t i = at + 1;

    if (i < pattern.len && pattern.ptr[i] == '!')
        i++;
    if (i < pattern.len && pattern.ptr[i] == ']')
        i++;
    while (i < pattern.len && pattern.ptr[i] != ']')
        i++;
    return i < pattern.len ? i + 1 : 0;
}

bool glob_ok(size_t *at, struct span pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        size_t end = pattern.ptr[i] == '[' ? set_end(pattern, i) : i + 1;

        if (end == 0) {
            *at = i;
            return false;
        }
        i = end - 1;
    }
    return true;
}

static bool in_set(struct span set, char c)
{
    size_t i = 1, last = set.len - 1;
    bool negated = set.ptr[i] == '!', found = false;

    for (i += negated; i < last; i++) {
        if (i + 2 < last && set.ptr[i + 1] == '-') {
            found = found || (c >= set.ptr[i] && c <= set.ptr[i + 2]);
            i += 2;
        } else {
            found = found || c == set.ptr[i];
        }
    }
    return found != negated;
}

/* Bytes of the UTF-8 character at the beginning; at least one. */
static size_t width(struct span text)
{
    size_t n = 1;

    while (n < text.len && ((unsigned char)text.ptr[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* One character of text against what stands at *p. Both go on when it fits. */
static bool step(struct span pattern, size_t *p, struct span text, size_t *t, enum glob_kind kind)
{
    char c = text.ptr[*t];
    size_t end;

    if (pattern.ptr[*p] == '?') {
        if (kind == GLOB_PATH && c == '/')
            return false;
        *p += 1;
        *t += width(span_of(text.ptr + *t, text.len - *t));
        return true;
    }
    if (pattern.ptr[*p] == '[') {
        end = set_end(pattern, *p);
        if (end == 0 || (kind == GLOB_PATH && c == '/') ||
            !in_set(span_of(pattern.ptr + *p, end - *p), c))
            return false;
        *p = end;
        *t += 1;
        return true;
    }
    if (pattern.ptr[*p] != c)
        return false;
    *p += 1;
    *t += 1;
    return true;
}

static bool is_double(struct span pattern, size_t p)
{
    return p + 1 < pattern.len && pattern.ptr[p + 1] == '*';
}

/* "**" and a slash stand for any number of folders, or none. */
static struct resume behind_double(struct span pattern, size_t p, size_t t)
{
    bool folders = p + 2 < pattern.len && pattern.ptr[p + 2] == '/';
    struct resume out = {folders ? p + 3 : p + 2, t, true, folders};

    return out;
}

static bool goes_on(struct resume *r, struct span text, bool over_slash, size_t *p, size_t *t)
{
    if (!r->set || r->text >= text.len || (!over_slash && text.ptr[r->text] == '/')) {
        r->set = false;
        return false;
    }
    r->text++;
    while (r->folders && r->text < text.len && text.ptr[r->text - 1] != '/')
        r->text++;
    *p = r->pattern;
    *t = r->text;
    return true;
}

bool glob_match(struct span pattern, struct span text, enum glob_kind kind)
{
    struct resume one = {0}, two = {0};
    size_t p = 0, t = 0;

    while (t < text.len || p < pattern.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            if (kind == GLOB_PATH && is_double(pattern, p)) {
                two = behind_double(pattern, p, t);
                one.set = false;
                p = two.pattern;
            } else {
                one = (struct resume){++p, t, true, false};
            }
            continue;
        }
        if (t < text.len && p < pattern.len && step(pattern, &p, text, &t, kind))
            continue;
        if (!goes_on(&one, text, kind == GLOB_NAME, &p, &t) && !goes_on(&two, text, true, &p, &t))
            return false;
    }
    return true;
}

bool glob_match_file(struct span pattern, struct span path)
{
    const char *slash;

    while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
        path = span_of(path.ptr + 2, path.len - 2);
    if (memchr(pattern.ptr, '/', pattern.len) != NULL)
        return glob_match(pattern, path, GLOB_PATH);
    for (slash = path.ptr + path.len; slash > path.ptr && slash[-1] != '/';)
        slash--;
    return glob_match(pattern, span_of(slash, path.len - (size_t)(slash - path.ptr)), GLOB_PATH);
}
