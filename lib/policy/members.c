// SPDX-License-Identifier: MIT
/* The rows of members.def, and a policy file held against them: every mistake is told. */
#include "policy/members.h"

#include "policy/glob.h"
#include "text/duration.h"

#define REQUIRED FLAG_REQUIRED
#define NULLABLE FLAG_NULLABLE
#define ARGUMENT_TEXT(argument) 0
#define ARGUMENT_RULE(argument) 0
#define ARGUMENT_RULES(argument) 0
#define ARGUMENT_SEVERITIES(argument) 0
#define ARGUMENT_WORD(argument) WORDS_##argument
#define ARGUMENT_WORDS(argument) WORDS_##argument
#define ARGUMENT_PATTERNS(argument) 0
#define ARGUMENT_TAGS(argument) 0
#define ARGUMENT_BOOL(argument) 0
#define ARGUMENT_SIZES(argument) 0
#define ARGUMENT_DURATION(argument) 0
#define ARGUMENT_DATE(argument) 0
#define ARGUMENT_POINTER(argument) 0
#define ARGUMENT_VERSION(argument) 0
#define ARGUMENT_ANY(argument) 0
#define ARGUMENT_OBJECT(argument) OBJECT_##argument
#define ARGUMENT_OBJECTS(argument) OBJECT_##argument

const struct member policy_members[MEMBER_COUNT] = {
#define OBJECT(id, title)
#define OBJECT_END(id)
#define MEMBER(object, id, name, type, argument, flags, help)                                      \
    {name, TYPE_##type, ARGUMENT_##type(argument), flags, help},
#include "policy/members.def"
#undef OBJECT
#undef OBJECT_END
#undef MEMBER
};

const struct object policy_objects[OBJECT_COUNT] = {
#define OBJECT(id, title) {title, MEMBER_##id##_FIRST, MEMBER_##id##_END},
#define OBJECT_END(id)
#define MEMBER(object, id, name, type, argument, flags, help)
#include "policy/members.def"
#undef OBJECT
#undef OBJECT_END
#undef MEMBER
};

/* ---- words ---- */

static const char *of_list(const char *const *list, size_t count, size_t i)
{
    return i < count ? list[i] : NULL;
}

static const char *curve_at(size_t i)
{
    const kvjwk_param *param;

    for (size_t row = 0; (param = kvjwk_param_at(row)) != NULL; row++)
        if ((strcmp(param->base, "EC") == 0 || strcmp(param->base, "OKP") == 0) && i-- == 0)
            return param->name;
    return NULL;
}

static const char *operation_at(size_t i)
{
    const kvjwk_op *op;

    for (size_t row = 0; (op = kvjwk_op_at(row)) != NULL; row++)
        if (op->key_op && i-- == 0)
            return op->name;
    return NULL;
}

static const char *service_word(enum words_id list, size_t i)
{
    static const char *const platforms[] = {"0", "1", "2"};
    static const char *const effects[] = {"Audit", "Deny", "Disabled"};
    static const char *const severities[] = {"off", "note", "warning", "error"};
    const kvjwk_azure_profile *profile;

    switch (list) {
    case WORDS_PLATFORMS:
        return of_list(platforms, ARRAY_LEN(platforms), i);
    case WORDS_EFFECTS:
        return of_list(effects, ARRAY_LEN(effects), i);
    case WORDS_SEVERITIES:
        return of_list(severities, ARRAY_LEN(severities), i);
    default:
        profile = kvjwk_azure_profile_at(i);
        return profile == NULL ? NULL : profile->name;
    }
}

const char *policy_word(enum words_id list, size_t i)
{
    const kvjwk_edition *edition = kvjwk_edition_at(i);
    const kvjwk_kty *kty = kvjwk_kty_at(i);
    const kvjwk_alg *alg = kvjwk_alg_at(i);

    switch (list) {
    case WORDS_TARGETS:
        return i <= KVJWK_TARGET_RFC ? kvjwk_target_name((kvjwk_target)i) : NULL;
    case WORDS_EDITIONS:
        return edition == NULL ? NULL : edition->name;
    case WORDS_TYPES:
        return kty == NULL ? NULL : kty->name;
    case WORDS_CURVES:
        return curve_at(i);
    case WORDS_OPERATIONS:
        return operation_at(i);
    case WORDS_ALGORITHMS:
        return alg == NULL ? NULL : alg->name;
    default:
        return service_word(list, i);
    }
}

int policy_word_find(enum words_id list, const char *word)
{
    const char *known;

    for (size_t i = 0; word != NULL && (known = policy_word(list, i)) != NULL; i++)
        if (strcmp(known, word) == 0)
            return (int)i;
    return -1;
}

static const char *known_word(void *ctx, size_t i)
{
    return policy_word(*(const enum words_id *)ctx, i);
}

static const char *known_rule(void *ctx, size_t i)
{
    const kvjwk_rule *rule = kvjwk_rule_at(i);

    (void)ctx;
    return rule == NULL ? NULL : rule->id;
}

static const char *known_member(void *ctx, size_t i)
{
    const struct object *object = &policy_objects[*(const enum object_id *)ctx];

    return i < (size_t)(object->end - object->first) ? policy_members[object->first + i].name
                                                     : NULL;
}

const json_t *policy_get(const json_t *object, enum member_id member)
{
    const json_t *value = json_object_get(object, policy_members[member].name);

    return json_is_null(value) ? NULL : value;
}

size_t policy_rule_fits(const char *pattern, const char *id)
{
    size_t length = strlen(pattern);

    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(pattern, id, length - 1) == 0 ? length : 0;
    return strcmp(pattern, id) == 0 ? length + 1 : 0;
}

/* ---- judging ---- */

/* A value, what it should be, and where it stands. */
struct judged {
    const struct source *source;
    json_t *value;
    const struct member *member;
    const struct path *path;
};

static void wrong_type(const struct judged *j, const char *expected)
{
    char memory[32];

    mistake_at(j->source, j->path, false, "{} is {}; expected {}",
               ARGS(A_STR(j->member->name), shown(j->value, memory), A_STR(expected)));
}

/* Each item of a list, or the one value that may stand for a list. */
static void each_item(const struct judged *j, void (*judge)(const struct judged *item), bool single,
                      const char *expected)
{
    json_t *item;
    size_t i;

    if (single && !json_is_array(j->value)) {
        judge(j);
        return;
    }
    if (!json_is_array(j->value)) {
        wrong_type(j, expected);
        return;
    }
    if (json_array_size(j->value) == 0)
        mistake_at(j->source, j->path, false, "{} is empty; expected at least one item",
                   ARGS(A_STR(j->member->name)));
    json_array_foreach(j->value, i, item)
    {
        const struct path path = {j->path, NULL, i};
        const struct judged one = {j->source, item, j->member, &path};

        judge(&one);
    }
}

static void judge_text(const struct judged *j)
{
    if (!json_is_string(j->value))
        wrong_type(j, "a text");
    else if (strspn(json_string_value(j->value), " \t\r\n") == json_string_length(j->value))
        mistake_at(j->source, j->path, false, "{} is empty", ARGS(A_STR(j->member->name)));
}

static void judge_word(const struct judged *j)
{
    enum words_id list = (enum words_id)j->member->argument;
    const char *word = json_string_value(j->value);
    char memory[32];

    if (word != NULL && policy_word_find(list, word) >= 0)
        return;
    mistake_near(j->source, j->path, false, "{} is {}, which is none of its values",
                 ARGS(A_STR(j->member->name), shown(j->value, memory)), word == NULL ? "" : word,
                 word == NULL ? NULL : known_word, &list);
}

static bool fits_some_rule(const char *pattern)
{
    for (size_t i = 0; i < kvjwk_rule_count(); i++)
        if (policy_rule_fits(pattern, kvjwk_rule_at(i)->id) > 0)
            return true;
    return false;
}

static void unknown_rule(const struct judged *j, const char *rule, bool name)
{
    mistake_near(j->source, j->path, name, "there is no rule {}", ARGS(A_TEXT(span_str(rule))),
                 rule, known_rule, NULL);
}

static void judge_rules(const struct judged *j)
{
    const char *rule = json_string_value(j->value);

    if (rule == NULL)
        wrong_type(j, "the id of a rule");
    else if (!fits_some_rule(rule))
        unknown_rule(j, rule, false);
}

static void judge_rule(const struct judged *j)
{
    const char *rule = json_string_value(j->value);

    if (rule == NULL)
        wrong_type(j, "the id of a rule");
    else if (kvjwk_rule_find(rule) == NULL)
        unknown_rule(j, rule, false);
}

static void judge_severities(const struct judged *j)
{
    static const struct member severity = {"severity", TYPE_WORD, WORDS_SEVERITIES, 0, ""};
    void *at;

    if (!json_is_object(j->value)) {
        wrong_type(j, "an object of rules and severities");
        return;
    }
    for (at = json_object_iter(j->value); at != NULL; at = json_object_iter_next(j->value, at)) {
        const struct path path = {j->path, json_object_iter_key(at), 0};
        const struct judged one = {j->source, json_object_iter_value(at), &severity, &path};

        if (!fits_some_rule(path.name))
            unknown_rule(&one, path.name, true);
        judge_word(&one);
    }
}

static void judge_sets(const struct judged *j)
{
    struct span text = span_of(json_string_value(j->value), json_string_length(j->value));
    size_t at;

    if (json_is_string(j->value) && !glob_ok(&at, text))
        mistake_at(j->source, j->path, false,
                   "{}: the set that begins at character {} is not closed",
                   ARGS(A_STR(j->member->name), A_NUM(at + 1)));
}

static void judge_pattern(const struct judged *j)
{
    judge_text(j);
    judge_sets(j);
}

static void judge_tags(const struct judged *j)
{
    void *at;

    if (!json_is_object(j->value)) {
        wrong_type(j, "an object of names and patterns");
        return;
    }
    for (at = json_object_iter(j->value); at != NULL; at = json_object_iter_next(j->value, at)) {
        const struct path path = {j->path, json_object_iter_key(at), 0};
        const struct member tag = {path.name, TYPE_PATTERNS, 0, 0, ""};
        const struct judged one = {j->source, json_object_iter_value(at), &tag, &path};

        each_item(&one, judge_pattern, true, "");
    }
}

static void judge_size(const struct judged *j)
{
    if (!json_is_integer(j->value) || json_integer_value(j->value) < 1 ||
        json_integer_value(j->value) > 65536)
        wrong_type(j, "a number of bits");
}

static void judge_duration(const struct judged *j)
{
    struct duration d;
    size_t at;

    if (!json_is_string(j->value) ||
        duration_parse(&d, &at,
                       span_of(json_string_value(j->value), json_string_length(j->value))) !=
            DURATION_OK)
        wrong_type(j, "an ISO 8601 duration such as P2Y, P18M or P90D");
}

static void judge_date(const struct judged *j)
{
    int64_t seconds;

    if (!json_is_string(j->value) || json_string_length(j->value) != 10 ||
        !kvjwk_time_parse(&seconds, json_string_value(j->value)))
        wrong_type(j, "a date such as 2027-03-31");
}

static void judge_pointer(const struct judged *j)
{
    const char *text = json_string_value(j->value);

    if (text == NULL || (*text != '/' && *text != '\0'))
        wrong_type(j, "a JSON pointer such as /keys/3");
    else
        judge_sets(j);
}

static void judge_object(const struct judged *j)
{
    policy_judge(j->source, j->value, (enum object_id)j->member->argument, j->path);
}

static void judge_list(const struct judged *j)
{
    switch ((enum member_type)j->member->type) {
    case TYPE_RULES:
        each_item(j, judge_rules, false, "a list of rules");
        break;
    case TYPE_WORDS:
        each_item(j, judge_word, false, "a list");
        break;
    case TYPE_PATTERNS:
        each_item(j, judge_pattern, true, "");
        break;
    case TYPE_SIZES:
        each_item(j, judge_size, false, "a list of sizes in bits");
        break;
    default:
        if (!json_is_array(j->value))
            wrong_type(j, "a list of objects");
        else if (json_array_size(j->value) > 0)
            each_item(j, judge_object, false, "a list of objects");
        break;
    }
}

static void judge_scalar(const struct judged *j)
{
    switch ((enum member_type)j->member->type) {
    case TYPE_TEXT:
        judge_text(j);
        break;
    case TYPE_RULE:
        judge_rule(j);
        break;
    case TYPE_WORD:
        judge_word(j);
        break;
    case TYPE_BOOL:
        if (!json_is_boolean(j->value))
            wrong_type(j, "true or false");
        break;
    case TYPE_DURATION:
        judge_duration(j);
        break;
    case TYPE_DATE:
        judge_date(j);
        break;
    case TYPE_POINTER:
        judge_pointer(j);
        break;
    default:
        if (!json_is_integer(j->value) || json_integer_value(j->value) != 1)
            wrong_type(j, "1, the version of this format");
        break;
    }
}

static void judge_value(const struct judged *j)
{
    if (json_is_null(j->value) && (j->member->flags & FLAG_NULLABLE))
        return;
    switch ((enum member_type)j->member->type) {
    case TYPE_SEVERITIES:
        judge_severities(j);
        break;
    case TYPE_TAGS:
        judge_tags(j);
        break;
    case TYPE_ANY:
        if (!json_is_object(j->value))
            wrong_type(j, "an object");
        break;
    case TYPE_OBJECT:
        judge_object(j);
        break;
    case TYPE_RULES:
    case TYPE_WORDS:
    case TYPE_PATTERNS:
    case TYPE_SIZES:
    case TYPE_OBJECTS:
        judge_list(j);
        break;
    default:
        judge_scalar(j);
        break;
    }
}

static const struct member *find_member(const struct object *object, const char *name)
{
    for (unsigned row = object->first; row < object->end; row++)
        if (strcmp(policy_members[row].name, name) == 0)
            return &policy_members[row];
    return NULL;
}

static void judge_missing(const struct source *source, const json_t *value,
                          const struct object *object, const struct path *path)
{
    for (unsigned row = object->first; row < object->end; row++)
        if ((policy_members[row].flags & FLAG_REQUIRED) &&
            json_object_get(value, policy_members[row].name) == NULL)
            mistake_at(source, path, false, "the {} has no {}",
                       ARGS(A_STR(object->title), A_STR(policy_members[row].name)));
}

void policy_judge(const struct source *source, json_t *value, enum object_id id,
                  const struct path *path)
{
    const struct object *object = &policy_objects[id];
    char memory[32];
    void *at;

    if (!json_is_object(value)) {
        mistake_at(source, path, false, "the {} is {}; expected an object",
                   ARGS(A_STR(object->title), shown(value, memory)));
        return;
    }
    for (at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at)) {
        const struct path here = {path, json_object_iter_key(at), 0};
        const struct member *member = find_member(object, here.name);
        const struct judged j = {source, json_object_iter_value(at), member, &here};

        if (member != NULL)
            judge_value(&j);
        else
            mistake_near(source, &here, true, "unknown member {} in the {}",
                         ARGS(A_TEXT(span_str(here.name)), A_STR(object->title)), here.name,
                         known_member, &id);
    }
    judge_missing(source, value, object, path);
}
