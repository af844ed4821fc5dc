// Reads lines "language<TAB>text" and prints, for each detector, how many it got right.
#include <cstdio>
#include <array>
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

extern "C" {
#include <libexttextcat/textcat.h>
}
#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>
using namespace std;
static string norm(string c) {
  if (c == "no" || c == "nb" || c == "nn") return "no";
  if (c == "iw") return "he"; if (c == "in") return "id"; if (c.rfind("zh", 0) == 0) return "zh"; if (c == "fil") return "tl";
  if (c == "bs" || c == "hr" || c == "sr" || c == "sh") return "hbs"; 
  return c.substr(0, c.find('-'));
}
int main(int n, char **v) {
  vector<pair<string, string>> rows; string line;
  while (getline(cin, line)) { auto t = line.find('\t'); rows.push_back({line.substr(0, t), line.substr(t + 1)}); }
  void *h = special_textcat_Init("/usr/share/libexttextcat/fpdb.conf", "/usr/share/libexttextcat/");
  for (int which = 0; which < 3; which++) {
    map<string, array<int,3>> per; size_t right = 0, unknown = 0, bytes = 0; double t = 0;
    for (auto &[lang, text] : rows) {
      auto a = chrono::steady_clock::now(); string got;
      if (which < 2) {
        CLD2::Language l3[3]; int p3[3]; double s3[3]; int tb; bool rel; CLD2::CLDHints hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        auto l = CLD2::ExtDetectLanguageSummary(text.data(), text.size(), true, &hints, which == 1 ? CLD2::kCLDFlagBestEffort : 0, l3, p3, s3, nullptr, &tb, &rel);
        got = l == CLD2::UNKNOWN_LANGUAGE ? "" : CLD2::LanguageCode(l);
      } else {
        char *r = textcat_Classify(h, text.data(), text.size());
        if (r && r[0] == '[') { string s = r + 1; got = s.substr(0, s.find(']')); got = got.substr(0, got.find("--")); }
      }
      t += chrono::duration<double>(chrono::steady_clock::now() - a).count(); bytes += text.size();
      auto &p = per[lang]; p[1]++; if (got.empty()) { p[2]++; unknown++; } else if (norm(got) == norm(lang)) { p[0]++; right++; }
    }
    double macro = 0; for (auto &[k, p] : per) macro += double(p[0]) / p[1];
    printf("%-12s right %zu of %zu = %.4f, unknown %zu, macro %.4f, %.1f MB/s\n", which == 0 ? "cld2" : which == 1 ? "cld2 best" : "exttextcat", right, rows.size(), double(right) / rows.size(), unknown, macro / per.size(), bytes / t / 1e6);
    if (n > 1) for (auto &[k, p] : per) printf("%s %d/%d(%d) ", k.c_str(), p[0], p[1], p[2]); if (n > 1) puts("");
  }
}
