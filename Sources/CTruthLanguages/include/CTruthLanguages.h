// Language identification by CLD2 (Apache-2.0), behind a C interface.
#ifndef TG_LANGUAGES_H
#define TG_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What was found in a text.
typedef struct tg_language {
    /// The code of the language, such as "en" or "zh-Hant", in static memory; NULL when none was found.
    const char *code;
    /// The share of the text's letters that are in this language, 0 to 100.
    int percent;
    /// Whether CLD2 itself calls the answer reliable.
    bool is_reliable;
} tg_language;

/// The language of `count` bytes of valid UTF-8 at `text`, plain text without markup. Safe to call from several threads.
tg_language tg_language_of(const char *text, size_t count);

#ifdef __cplusplus
}
#endif

#endif
