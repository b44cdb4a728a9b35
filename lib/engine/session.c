// SPDX-License-Identifier: MIT
/* Findings of an operation. They have no place in a text, and no value of the caller in them but
 * lengths: a value may be secret. */
#include "engine/engine.h"

#define MESSAGE_MAX 512

static void deliver(struct session *s, const char *rule, kvjwk_result result, const char *format,
                    const struct arg *args)
{
    kvjwk_finding finding = {.rule = kvjwk_rule_find(rule), .result = result, .pointer = ""};
    char message[MESSAGE_MAX];
    struct buf b;

    s->refused = true;
    if (s->status != KVJWK_OK || s->sink == NULL || s->sink->finding == NULL)
        return;
    finding.severity = result == KVJWK_UNKNOWN ? KVJWK_NOTE : finding.rule->severity;
    finding.target = s->target;
    if (!s->sink->brief) {
        buf_init(&b, message, sizeof(message));
        message_format(&b, format, args);
        finding.message = message;
        finding.excerpt = "";
    }
    if (s->sink->finding(s->sink->payload, &finding, KVJWK_NO_KEY) != 0)
        s->status = KVJWK_ERR_STOPPED;
}

void refuse(struct session *s, const char *rule, const char *format, const struct arg *args)
{
    deliver(s, rule, KVJWK_FAIL, format, args);
}

void refuse_unknown(struct session *s, const char *rule, const char *format, const struct arg *args)
{
    deliver(s, rule, KVJWK_UNKNOWN, format, args);
}

bool accept_made(struct session *s, enum made made)
{
    switch (made) {
    case MADE:
        return true;
    case MADE_REFUSED:
        refuse(s, "kv-op-decryption-failed", "it does not open with this key", NO_ARGS);
        break;
    case MADE_UNUSABLE:
        refuse(s, "kv-op-key-material", "nothing can be computed with the numbers of this key",
               NO_ARGS);
        break;
    case MADE_MEMORY:
        s->status = KVJWK_ERR_MEMORY;
        break;
    case MADE_BROKEN:
        s->status = KVJWK_ERR_ENGINE;
        break;
    }
    return false;
}

const char *key_words(char text[48], const kvjwk_engine_facts *facts)
{
    struct buf b;

    buf_init(&b, text, 48);
    buf_str(&b, facts->kty->name);
    if (strcmp(facts->kty->base, "RSA") == 0 || strcmp(facts->kty->base, "oct") == 0) {
        buf_str(&b, " key of ");
        buf_uint(&b, facts->bits);
        buf_str(&b, " bits");
    } else {
        buf_str(&b, " key");
        if (facts->param != NULL) {
            buf_str(&b, strcmp(facts->kty->base, "AKP") == 0 ? " for " : " on ");
            buf_str(&b, facts->param->name);
        }
    }
    return text;
}
