// SPDX-License-Identifier: MIT
/* see ci.h */
#define _XOPEN_SOURCE 700

#include "ci.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Each service says of itself that it is there, and where it put the repository. */
static const struct {
    const char *variable, *format, *root;
} services[] = {
    {"GITHUB_ACTIONS", "github", "GITHUB_WORKSPACE"},
    {"TF_BUILD", "azure-devops", "BUILD_SOURCESDIRECTORY"},
    {"GITLAB_CI", "gitlab", "CI_PROJECT_DIR"},
};

#define SERVICES (sizeof(services) / sizeof(services[0]))

static bool is_true(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && (strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

static size_t service(void)
{
    size_t i = 0;

    while (i < SERVICES && !is_true(services[i].variable))
        i++;
    return i;
}

const char *ci_format(void)
{
    size_t i = service();

    return i < SERVICES ? services[i].format : "text";
}

struct ci_places ci_places(void)
{
    static char root[PATH_MAX], folder[PATH_MAX];
    struct ci_places places = {NULL, NULL};
    size_t i = service();
    const char *value = i < SERVICES ? getenv(services[i].root) : NULL;

    if (value != NULL && realpath(value, root) != NULL && realpath(".", folder) != NULL) {
        places.root = root;
        places.folder = folder;
    }
    return places;
}
