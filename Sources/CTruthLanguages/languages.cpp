#include "CTruthLanguages.h"

#include <cstdio>

// The public header of Debian's libcld2-dev expects <cstdio> before it.
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <climits>

tg_language tg_language_of(const char *text, size_t count) {
    // Posts are short: without the best-effort flag CLD2 gives no answer for them.
    const int flags = CLD2::kCLDFlagBestEffort;
    const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
    CLD2::Language three[3];
    int percents[3];
    double scores[3];
    int text_bytes = 0;
    bool is_reliable = false;
    const int length = count > INT_MAX ? INT_MAX : static_cast<int>(count);
    const CLD2::Language language = CLD2::ExtDetectLanguageSummary(
        text, length, true, &hints, flags, three, percents, scores, nullptr, &text_bytes, &is_reliable);
    if (language == CLD2::UNKNOWN_LANGUAGE) return {nullptr, 0, false};
    int percent = 0;
    for (int i = 0; i < 3; i++) {
        if (three[i] == language) percent = percents[i];
    }
    return {CLD2::LanguageCode(language), percent, is_reliable};
}
