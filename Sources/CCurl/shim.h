#pragma once
#include <curl/curl.h>

// Swift cannot call variadic functions, so each kind of argument that we pass has a typed function of its own.
// They stay inline: there is no C file to build, and no logic here.

// Numbers and switches.
static inline CURLcode windlass_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

// Sizes of more than 32 bits (`..._LARGE`).
static inline CURLcode windlass_curl_set_off(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// Texts; libcurl copies them.
static inline CURLcode windlass_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// Contexts of callbacks, the error buffer, the body, lists; libcurl keeps the pointer.
static inline CURLcode windlass_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*windlass_curl_data_callback)(char *data, size_t size, size_t count, void *context);

// CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION.
static inline CURLcode windlass_curl_set_data_callback(
    CURL *handle, CURLoption option, windlass_curl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}

typedef curl_socket_t (*windlass_curl_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);

// Asked before a socket is made; libcurl's own type for it is not imported, because it names a function type.
static inline CURLcode windlass_curl_set_socket_callback(CURL *handle, windlass_curl_socket_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

typedef int (*windlass_curl_request_callback)(
    void *context, char *peer, char *local, int peer_port, int local_port);

// Asked when there is a connection, new or kept, and before the request is sent on it.
static inline CURLcode windlass_curl_set_request_callback(CURL *handle, windlass_curl_request_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}

// Numbers about a transfer.
static inline CURLcode windlass_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// Times in microseconds (`..._TIME_T`).
static inline CURLcode windlass_curl_get_off(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

// Numbers and switches of the multi handle.
static inline CURLMcode windlass_curl_multi_set_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

// The result of a finished transfer is in a union, which Swift imports without types that tell its members apart.
static inline CURLcode windlass_curl_result(const CURLMsg *message) {
    return message->data.result;
}
