// The headers of libcurl, and calls of its functions by their addresses. C, because the functions that set and
// get options are variadic, which Swift cannot call. Nothing here refers to a symbol of libcurl: no program is
// linked with it, since that would cost several milliseconds at every start.
#ifndef C_CURL_H
#define C_CURL_H

#include <curl/curl.h>

// Each function takes first the address of the function of libcurl that it calls.

// curl_global_init with all that there is.
CURLcode ccurl_global_init(void *_Nonnull function);

// curl_easy_init: NULL where there is no memory.
CURL *_Nullable ccurl_easy_init(void *_Nonnull function);

// curl_easy_cleanup
void ccurl_easy_cleanup(void *_Nonnull function, CURL *_Nonnull handle);

// curl_easy_perform
CURLcode ccurl_easy_perform(void *_Nonnull function, CURL *_Nonnull handle);

// curl_easy_strerror: a text that is never freed.
const char *_Nonnull ccurl_easy_strerror(void *_Nonnull function, CURLcode code);

// curl_easy_setopt of an option that is a number.
CURLcode ccurl_set_number(void *_Nonnull function, CURL *_Nonnull handle, CURLoption option, long value);

// curl_easy_setopt of an option that is a text, of which libcurl makes a copy.
CURLcode ccurl_set_text(
    void *_Nonnull function, CURL *_Nonnull handle, CURLoption option, const char *_Nonnull value);

// curl_easy_setopt of the function that gets what arrives, and of its last argument.
CURLcode ccurl_set_receiver(
    void *_Nonnull function, CURL *_Nonnull handle, curl_write_callback _Nonnull receiver,
    void *_Nonnull context);

// curl_easy_setopt of the protocols: HTTP and HTTPS, also after a redirect.
CURLcode ccurl_set_web_only(void *_Nonnull function, CURL *_Nonnull handle);

// curl_easy_getinfo of a number.
CURLcode ccurl_get_number(
    void *_Nonnull function, CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value);

#endif
