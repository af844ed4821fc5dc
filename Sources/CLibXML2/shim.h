// Debian's libxml2 is built with ICU, and its headers would bring the system's ICU along, which is another than Foundation's: two
// definitions of one type in one program. Nothing that is used here depends on it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
