// SPDX-License-Identifier: MIT
// The core alone, from C++17: the header works there and the names have C linkage.
#include <kvjwk/kvjwk.h>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct free_checker {
    void operator()(kvjwk_checker *checker) const
    {
        kvjwk_checker_free(&checker);
    }
};

static int on_finding(void *payload, const kvjwk_finding *f, size_t)
{
    static_cast<std::vector<std::string> *>(payload)->emplace_back(f->rule->id);
    return 0;
}

int main()
{
    constexpr std::string_view text = R"({"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw=="})";
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_checker *made = nullptr;
    std::vector<std::string> rules;
    kvjwk_sink sink{on_finding, nullptr, &rules, true};

    if (kvjwk_checker_new(&made, &options) != KVJWK_OK)
        return 1;
    std::unique_ptr<kvjwk_checker, free_checker> checker(made);
    for (int round = 0; round < 2; round++)
        if (kvjwk_checker_run(checker.get(), text.data(), text.size(), &sink, nullptr) != KVJWK_OK)
            return 1;
    for (const auto &rule : rules)
        std::cout << rule << '\n';
    return rules.size() >= 2 && rules.size() % 2 == 0 ? 0 : 1;
}
