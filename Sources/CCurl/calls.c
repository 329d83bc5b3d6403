#include "CCurl.h"

// The types come from the declarations in the header. Its macros of the same names, which check the types of
// arguments, are not meant here.
#undef curl_easy_setopt
#undef curl_easy_getinfo
typedef __typeof__(&curl_global_init) global_init_function;
typedef __typeof__(&curl_easy_init) easy_init_function;
typedef __typeof__(&curl_easy_cleanup) easy_cleanup_function;
typedef __typeof__(&curl_easy_perform) easy_perform_function;
typedef __typeof__(&curl_easy_strerror) easy_strerror_function;
typedef __typeof__(&curl_easy_setopt) easy_setopt_function;
typedef __typeof__(&curl_easy_getinfo) easy_getinfo_function;

CURLcode ccurl_global_init(void *function) {
  return ((global_init_function)function)(CURL_GLOBAL_DEFAULT);
}

CURL *ccurl_easy_init(void *function) { return ((easy_init_function)function)(); }

void ccurl_easy_cleanup(void *function, CURL *handle) { ((easy_cleanup_function)function)(handle); }

CURLcode ccurl_easy_perform(void *function, CURL *handle) {
  return ((easy_perform_function)function)(handle);
}

const char *ccurl_easy_strerror(void *function, CURLcode code) {
  return ((easy_strerror_function)function)(code);
}

CURLcode ccurl_set_number(void *function, CURL *handle, CURLoption option, long value) {
  return ((easy_setopt_function)function)(handle, option, value);
}

CURLcode ccurl_set_text(void *function, CURL *handle, CURLoption option, const char *value) {
  return ((easy_setopt_function)function)(handle, option, value);
}

CURLcode ccurl_set_receiver(
    void *function, CURL *handle, curl_write_callback receiver, void *context) {
  CURLcode code = ((easy_setopt_function)function)(handle, CURLOPT_WRITEFUNCTION, receiver);
  if (code != CURLE_OK) return code;
  return ((easy_setopt_function)function)(handle, CURLOPT_WRITEDATA, context);
}

CURLcode ccurl_set_web_only(void *function, CURL *handle) {
  easy_setopt_function set = (easy_setopt_function)function;
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  return code != CURLE_OK ? code : set(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  long web = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  CURLcode code = set(handle, CURLOPT_PROTOCOLS, web);
  return code != CURLE_OK ? code : set(handle, CURLOPT_REDIR_PROTOCOLS, web);
#endif
}

CURLcode ccurl_get_number(void *function, CURL *handle, CURLINFO info, long *value) {
  return ((easy_getinfo_function)function)(handle, info, value);
}
