// SPDX-License-Identifier: MIT
/* see forms.h: the formats of lines */
#include "forms.h"

/* ---- lines ---- */

struct line {
    const char *text;
    size_t length; /* without its line feed */
};

/* The next line of what *at points to; false at the end. */
static bool next_line(const char **at, struct line *line)
{
    const char *end = strchr(*at, '\n');

    if (**at == '\0')
        return false;
    require(end != NULL, "each line ends");
    line->text = *at;
    line->length = (size_t)(end - *at);
    *at = end + 1;
    return true;
}

static bool begins(const struct line *line, const char *with)
{
    return line->length >= strlen(with) && memcmp(line->text, with, strlen(with)) == 0;
}

/* Length of a number at the beginning of text. */
static size_t number_at(const char *text, size_t *n)
{
    size_t length = strspn(text, "0123456789");

    require(length > 0, "a number has digits");
    *n = strtoul(text, NULL, 10);
    return length;
}

static void require_printable(const struct written *w)
{
    require(is_printable(w->text, w->length, true), "a report is printable");
}

/* ---- text ---- */

void check_text(const struct written *w)
{
    if (!w->color)
        require_printable(w);
}

/* ---- github, azure-devops: a line for each finding, of which ten of a kind are commands ---- */

#define COMMANDS_MOST 10
#define TOTALS_LINES 1

struct commands {
    const char *marks[2]; /* a line that begins so is a command to the agent */
    const char *kinds[3]; /* the only ones that there may be */
    size_t seen[3];
};

static void take_command(struct commands *c, const struct line *line)
{
    for (size_t i = 0; i < 3; i++) {
        if (c->kinds[i] == NULL || !begins(line, c->kinds[i]))
            continue;
        require(++c->seen[i] <= COMMANDS_MOST, "an agent takes ten of a kind");
        return;
    }
    broken("a command of another kind: %.*s", (int)line->length, line->text);
}

static void check_commands(const struct written *w, struct commands *c)
{
    const char *at = w->text;
    size_t lines = 0;
    struct line line;

    require_printable(w);
    while (next_line(&at, &line)) {
        lines++;
        if (begins(&line, c->marks[0]) || begins(&line, c->marks[1]))
            take_command(c, &line);
    }
    require(lines >= w->findings + TOTALS_LINES, "each finding has a line");
    require(lines <= w->findings + TOTALS_LINES + 3, "a kind has one line more, at most");
}

void check_github(const struct written *w)
{
    struct commands c = {{"::", "##"}, {"::error ", "::warning ", "::notice "}, {0}};

    check_commands(w, &c);
}

void check_azure_devops(const struct written *w)
{
    struct commands c = {{"##", "##"},
                         {"##vso[task.logissue type=error;", "##vso[task.logissue type=warning;"},
                         {0}};

    check_commands(w, &c);
}

/* ---- csv: RFC 4180 ---- */

#define CSV_CELLS 25

/* Behind a cell; *first is the first character that a spreadsheet sees, or 0. */
static const char *next_cell(const char *at, char *first)
{
    *first = '\0';
    if (*at != '"') {
        size_t length = strcspn(at, ",\r\n\"");

        *first = length > 0 ? *at : '\0';
        require(at[length] == ',' || at[length] == '\r', "a cell without quotes has none inside");
        return at + length;
    }
    for (at++; at[0] != '"' || at[1] == '"'; at++) {
        require(*at != '\0', "a quote is closed");
        if (*first == '\0')
            *first = *at;
        at += at[0] == '"';
    }
    require(at[1] == ',' || at[1] == '\r', "nothing comes behind a quote");
    return at + 1;
}

static const char *next_row(const char *at)
{
    size_t cells = 0;
    char first;

    for (;; at++) {
        at = next_cell(at, &first);
        require(first == '\0' || strchr("=+-@", first) == NULL, "no cell is computed");
        cells++;
        if (*at == '\r')
            break;
    }
    require(at[1] == '\n', "a row ends with CR and LF");
    require(cells == CSV_CELLS, "each row has all cells");
    return at + 2;
}

void check_csv(const struct written *w)
{
    size_t rows = 0;

    for (const char *at = w->text; *at != '\0'; rows++)
        at = next_row(at);
    require(rows >= 1 + w->findings && rows >= 1 + w->keys, "each finding and key has a row");
    require(rows <= 1 + w->findings + w->keys, "and no more");
}

/* ---- markdown ---- */

static size_t count_bars(const struct line *line)
{
    size_t bars = 0;

    for (size_t i = 0; i < line->length; i++)
        bars += line->text[i] == '|' && (i == 0 || line->text[i - 1] != '\\');
    return bars;
}

/* The rows of a table have as many cells as its head. */
void check_markdown(const struct written *w)
{
    const char *at = w->text;
    size_t bars = 0, rows = 0;
    struct line line;

    require_printable(w);
    require(w->length <= (1u << 20), "a summary of a job is 1 MiB at most");
    while (next_line(&at, &line)) {
        if (!begins(&line, "|")) {
            bars = 0;
            continue;
        }
        if (bars == 0)
            bars = count_bars(&line);
        require(count_bars(&line) == bars, "a row has as many cells as the head");
        rows++;
    }
    require(rows >= 3, "there are the totals");
}

/* ---- tap ---- */

/* The number of the test point; its line is "ok 1 - a" or "not ok 1 - a". */
static bool is_point(const struct line *line, size_t *number)
{
    const char *text = line->text;

    if (begins(line, "not "))
        text += 4;
    else if (!begins(line, "ok "))
        return false;
    require(strncmp(text, "ok ", 3) == 0, "a point is ok or not ok");
    number_at(text + 3, number);
    return true;
}

void check_tap(const struct written *w)
{
    const char *at = w->text;
    size_t points = 0, number, plan;
    struct line line;

    require_printable(w);
    require(next_line(&at, &line) && begins(&line, "TAP version 13"), "the version comes first");
    while (next_line(&at, &line)) {
        if (is_point(&line, &number))
            require(number == ++points, "points are numbered");
        else
            require(begins(&line, "  ") || begins(&line, "#") || begins(&line, "1.."),
                    "a line is one of TAP");
    }
    require(begins(&line, "1.."), "the plan comes last");
    number_at(line.text + 3, &plan);
    require(plan == points, "the plan counts the points");
    require(points == w->keys || points == w->keys + 1, "each key has a point");
}

/* ---- counts ---- */

void check_counts(const struct written *w)
{
    const kvjwk_summary *s = w->summary;
    char expected[512];

    snprintf(expected, sizeof(expected),
             "documents=1\nkeys=%zu\npass=%zu\nfail=%zu\nunknown=%zu\nerrors=%zu\nwarnings=%zu\n"
             "notes=%zu\nsuppressed=%zu\nexit-code=1\n",
             s->keys, s->pass, s->fail, s->unknown, s->errors, s->warnings, s->notes,
             s->suppressed);
    require(strcmp(w->text, expected) == 0, "the totals are those of the run");
}

/* ---- junit: XML ---- */

#define XML_DEPTH 8

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || c == '-';
}

static size_t name_length(const char *at)
{
    size_t length = 0;

    while (is_name_character(at[length]))
        length++;
    require(length > 0, "a name has characters");
    return length;
}

/* Character data up to the character `end`. */
static const char *skip_data(const char *at, char end)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};

    for (; *at != end; at++) {
        bool known = *at != '&';

        require(*at != '\0' && *at != '<', "data ends");
        for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
            known = known || strncmp(at, entities[i], strlen(entities[i])) == 0;
        require(known, "an entity is one that XML knows");
        require(strncmp(at, "]]>", 3) != 0, "data has no end of a section");
        require(memcmp(at, "\xef\xbf\xbe", 3) != 0 && memcmp(at, "\xef\xbf\xbf", 3) != 0,
                "a character is one of XML");
    }
    return at;
}

/* From behind an element's name to behind its ">". */
static const char *skip_attributes(const char *at)
{
    while (*at == ' ') {
        at++;
        at += name_length(at);
        require(at[0] == '=' && at[1] == '"', "an attribute has a value");
        at = skip_data(at + 2, '"') + 1;
    }
    require(*at == '>', "a tag ends");
    return at + 1;
}

/* Well-formed as XML 1.0, of what the writer uses: elements, attributes, entities. Returns how
 * many elements of this name there are. */
static size_t count_elements(const char *at, const char *name)
{
    struct line open[XML_DEPTH];
    size_t depth = 0, count = 0, length;

    do {
        bool closes = at[1] == '/';

        at += 1 + closes;
        length = name_length(at);
        if (closes) {
            require(depth-- > 0, "what is closed was open");
            require(length == open[depth].length && memcmp(at, open[depth].text, length) == 0,
                    "elements nest");
        } else {
            require(depth < XML_DEPTH, "elements are not nested deeply");
            open[depth++] = (struct line){at, length};
            count += length == strlen(name) && memcmp(at, name, length) == 0;
        }
        at = skip_attributes(at + length);
        at = depth > 0 ? skip_data(at, '<') : at + strspn(at, "\n");
    } while (depth > 0);
    require(*at == '\0', "nothing comes behind the root");
    return count;
}

void check_junit(const struct written *w)
{
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    size_t tests;

    require_printable(w);
    require(strncmp(w->text, head, sizeof(head) - 1) == 0, "XML says its version");
    require(w->text[sizeof(head) - 1] == '<', "the root comes first");
    tests = count_elements(w->text + sizeof(head) - 1, "testcase");
    require(tests == w->keys || tests == w->keys + 1, "each key is a test");
}

/* ---- all of them ---- */

void check_form(const struct written *w, const char *format)
{
    static const struct {
        const char *format;
        void (*check)(const struct written *w);
    } checks[] = {
        {"text", check_text},
        {"json", check_json},
        {"ndjson", check_ndjson},
        {"sarif", check_sarif},
        {"junit", check_junit},
        {"github", check_github},
        {"azure-devops", check_azure_devops},
        {"gitlab", check_gitlab},
        {"csv", check_csv},
        {"markdown", check_markdown},
        {"tap", check_tap},
        {"counts", check_counts},
    };

    require(strlen(w->text) == w->length, "a report has no NUL");
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (strcmp(format, checks[i].format) != 0)
            continue;
        checks[i].check(w);
        return;
    }
    broken("no check holds the format %s to its form", format);
}
