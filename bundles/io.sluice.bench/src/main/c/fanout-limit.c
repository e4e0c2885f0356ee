/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The limit that `./sluice bench fanout` and `rtsp` compare with: the least a program can do to bring one published
 * stream to N readers over RTSP. One thread, epoll, straight from a shared ring: with TCP interleaved framing one send()
 * for each unit and reader; with UDP one sendmsg() for each run of packets of the same size (UDP_SEGMENT, Linux 4.18),
 * or one send() for each packet. It answers just enough RTSP (RFC 2326, section 10) for the bench's own publisher and
 * readers and checks nothing: it is a yardstick, not a server.
 *
 *     cc -O2 -o fanout-limit fanout-limit.c && ./fanout-limit 8555 [packets]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

enum { MAX_PACKETS = 512, MAX_SEGMENTS = 60, MAX_DATAGRAMS_BYTES = 65000 };
enum { RING_UNITS = 256, MAX_CLIENTS = 20000, INPUT_BYTES = 256 * 1024, ANSWER_BYTES = 4096, NOT_SENT_BYTES = 128 * 1024 };

/* One access unit, framed as it came from the publisher: '$', channel, length, RTP packet, and so on. */
struct unit {
    uint8_t *bytes;
    size_t length, capacity;
    bool key;
    uint8_t *plain; /* the same packets without their frames, one after the other */
    size_t plain_length, plain_capacity;
    uint16_t sizes[MAX_PACKETS];
    int packets;
};

struct client {
    int fd;
    int datagrams;  /* a connected socket when the reader wants UDP, else 0 */
    bool playing, blocked;
    uint64_t next;  /* number of the unit that is being sent */
    size_t offset;  /* how much of it is sent; 0: between units */
    char answer[ANSWER_BYTES];
    size_t answer_length;
    uint8_t *input; /* what came and is not handled yet */
    size_t input_length;
};

static struct unit ring[RING_UNITS];
static uint64_t published, newest_key;
static bool have_key;
static struct client *clients[MAX_CLIENTS];
static int client_count;
static int poll_fd;
static char sdp[2048] = "";
static unsigned long sends, full;
static bool segments = true; /* runs of packets in one call */

static struct unit *unit_at(uint64_t number) { return &ring[number % RING_UNITS]; }

static void wait_for(struct client *client, bool writable) {
    struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = client};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, client->fd, &event);
    client->blocked = writable;
}

static void leave(struct client *client) {
    close(client->fd);
    if (client->datagrams) close(client->datagrams);
    client->datagrams = 0;
    client->fd = -1; /* freed after the turn: other events of it may follow */
    client->playing = false;
}

/* Whether all of it was taken; *offset says how far it came. */
static bool send_rest(struct client *client, const void *bytes, size_t length, size_t *offset) {
    ssize_t sent = send(client->fd, (const uint8_t *)bytes + *offset, length - *offset, MSG_DONTWAIT | MSG_NOSIGNAL);
    sends++;
    if (sent < 0 && errno != EAGAIN) {
        leave(client);
        return false;
    }
    *offset += sent > 0 ? (size_t)sent : 0;
    if (*offset < length) {
        full++;
        if (!client->blocked) wait_for(client, true);
        return false;
    }
    return true;
}

/* Packets that do not fit into the socket are lost, as everywhere with UDP. */
static void send_datagrams(int fd, const uint8_t *bytes, size_t length, uint16_t size) {
    char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (length > size) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_UDP;
        header->cmsg_type = UDP_SEGMENT;
        header->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        memcpy(CMSG_DATA(header), &size, sizeof size);
    }
    if (sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) full++;
    sends++;
}

/* Packets of one size in a row, the last may be smaller, leave together. */
static void send_unit(int fd, const struct unit *unit) {
    const uint8_t *from = unit->plain;
    for (int i = 0; i < unit->packets;) {
        uint16_t size = unit->sizes[i];
        size_t length = size;
        int next = i + 1;
        while (segments && next < unit->packets && next - i < MAX_SEGMENTS && unit->sizes[next] <= size
                && unit->sizes[next - 1] == size && length + unit->sizes[next] <= MAX_DATAGRAMS_BYTES)
            length += unit->sizes[next++];
        send_datagrams(fd, from, length, size);
        from += length;
        i = next;
    }
}

/* Sends what the client has not had yet, as far as its socket takes it. */
static void push(struct client *client) {
    while (client->fd >= 0) {
        if (client->offset == 0 && client->answer_length > 0) {
            size_t offset = 0;
            bool done = send_rest(client, client->answer, client->answer_length, &offset);
            memmove(client->answer, client->answer + offset, client->answer_length - offset);
            client->answer_length -= offset;
            if (!done) return;
        }
        if (!client->playing || client->next == published) break;
        if (published - client->next >= RING_UNITS - 2) { /* lapped: go on at the newest key unit, never inside one */
            if (client->offset > 0) {
                leave(client);
                return;
            }
            client->next = newest_key;
        }
        struct unit *unit = unit_at(client->next);
        if (client->datagrams) {
            send_unit(client->datagrams, unit);
            client->next++;
            continue;
        }
        if (!send_rest(client, unit->bytes, unit->length, &client->offset)) return;
        client->offset = 0;
        client->next++;
    }
    if (client->fd >= 0 && client->blocked) wait_for(client, false);
}

/* One interleaved packet of the publisher; the marker bit (RFC 3550, section 5.1) ends a unit. */
static void take_packet(const uint8_t *packet, size_t length) {
    struct unit *unit = unit_at(published);
    if (packet[1] != 0 || length < 4 + 12 + 2) return;
    if (unit->length + length > unit->capacity) {
        unit->capacity = (unit->length + length) * 2;
        unit->bytes = realloc(unit->bytes, unit->capacity);
        if (!unit->bytes) abort();
    }
    memcpy(unit->bytes + unit->length, packet, length);
    unit->length += length;
    if (unit->packets < MAX_PACKETS) {
        if (unit->plain_length + length > unit->plain_capacity) {
            unit->plain_capacity = (unit->plain_length + length) * 2;
            unit->plain = realloc(unit->plain, unit->plain_capacity);
            if (!unit->plain) abort();
        }
        memcpy(unit->plain + unit->plain_length, packet + 4, length - 4);
        unit->plain_length += length - 4;
        unit->sizes[unit->packets++] = (uint16_t)(length - 4);
    }
    int type = packet[16] & 31; /* H.264, RFC 6184, section 5.2: 5 is an IDR slice, 28 a fragment of a NAL unit */
    if (type == 5 || (type == 28 && (packet[17] & 31) == 5)) unit->key = true;
    if ((packet[5] & 0x80) == 0) return;
    if (unit->key) {
        newest_key = published;
        have_key = true;
    }
    published++;
    unit_at(published)->length = 0;
    unit_at(published)->key = false;
    unit_at(published)->plain_length = 0;
    unit_at(published)->packets = 0;
    for (int i = 0; i < client_count; i++)
        if (clients[i]->playing && !clients[i]->blocked) push(clients[i]);
}

static const char *header(const char *request, const char *name) {
    const char *found = strcasestr(request, name);
    return found ? found + strlen(name) : "";
}

static void answer(struct client *client, const char *request, const char *headers, const char *body) {
    size_t room = ANSWER_BYTES - client->answer_length;
    int written = snprintf(client->answer + client->answer_length, room,
            "RTSP/1.0 200 OK\r\nCSeq: %d\r\nSession: 1\r\n%s", atoi(header(request, "\nCSeq:")), headers);
    if (*body && written > 0 && (size_t)written < room)
        written += snprintf(client->answer + client->answer_length + written, room - written,
                "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    else if (written > 0 && (size_t)written < room)
        written += snprintf(client->answer + client->answer_length + written, room - written, "\r\n");
    if (written <= 0 || (size_t)written >= room) leave(client);
    else client->answer_length += written;
}

static void set_up(struct client *client, const char *request) {
    const char *ports = strcasestr(request, "client_port=");
    if (!ports) {
        answer(client, request, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n", "");
        return;
    }
    struct sockaddr_in peer, own;
    socklen_t length = sizeof peer;
    int port = atoi(ports + strlen("client_port="));
    getpeername(client->fd, (struct sockaddr *)&peer, &length);
    peer.sin_port = htons((uint16_t)port);
    client->datagrams = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    length = sizeof own;
    if (client->datagrams < 0 || connect(client->datagrams, (struct sockaddr *)&peer, sizeof peer)
            || getsockname(client->datagrams, (struct sockaddr *)&own, &length)) {
        leave(client);
        return;
    }
    char transport[128];
    snprintf(transport, sizeof transport, "Transport: RTP/AVP;unicast;client_port=%d-%d;server_port=%d-%d\r\n",
            port, port + 1, ntohs(own.sin_port), ntohs(own.sin_port) + 1);
    answer(client, request, transport, "");
}

static void handle(struct client *client, const char *request, const char *body) {
    if (!strncmp(request, "ANNOUNCE", 8)) {
        snprintf(sdp, sizeof sdp, "%s", body);
        answer(client, request, "", "");
    } else if (!strncmp(request, "DESCRIBE", 8)) {
        answer(client, request, "", sdp);
    } else if (!strncmp(request, "SETUP", 5)) {
        set_up(client, request);
        if (client->fd < 0) return;
    } else if (!strncmp(request, "PLAY", 4)) {
        answer(client, request, "", "");
        client->playing = true;
        client->next = have_key ? newest_key : published;
    } else {
        answer(client, request, "", "");
    }
    push(client);
}

/* How many bytes of the input make a whole message, which is handled; 0 when it is not whole yet. */
static size_t take_message(struct client *client, uint8_t *input, size_t length) {
    if (input[0] == '$') {
        if (length < 4) return 0;
        size_t packet = 4 + (size_t)(input[2] << 8 | input[3]);
        if (length < packet) return 0;
        if (!client->playing) take_packet(input, packet);
        return packet;
    }
    char *text = (char *)input, *end = memmem(input, length, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = (size_t)(end - text) + 4;
    char request[4096], body[2048];
    snprintf(request, sizeof request, "%.*s", (int)head, text);
    size_t body_length = strtoul(header(request, "\nContent-Length:"), NULL, 10);
    if (length < head + body_length) return 0;
    snprintf(body, sizeof body, "%.*s", (int)body_length, text + head);
    handle(client, request, body);
    return head + body_length;
}

static void receive(struct client *client) {
    ssize_t got = recv(client->fd, client->input + client->input_length, INPUT_BYTES - client->input_length, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        leave(client);
        return;
    }
    client->input_length += got > 0 ? (size_t)got : 0;
    size_t taken = 0, step;
    while (client->fd >= 0 && taken < client->input_length
            && (step = take_message(client, client->input + taken, client->input_length - taken)) > 0)
        taken += step;
    memmove(client->input, client->input + taken, client->input_length - taken);
    client->input_length -= taken;
    if (client->input_length == INPUT_BYTES) leave(client);
}

static void accept_all(int listen_fd) {
    int fd, on = 1, low = NOT_SENT_BYTES;
    while (client_count < MAX_CLIENTS && (fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &low, sizeof low);
        struct client *client = calloc(1, sizeof *client);
        if (!client || !(client->input = malloc(INPUT_BYTES))) abort();
        client->fd = fd;
        clients[client_count++] = client;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
    }
}

static void free_gone(void) {
    for (int i = 0; i < client_count; i++) {
        if (clients[i]->fd >= 0) continue;
        free(clients[i]->input);
        free(clients[i]);
        clients[i--] = clients[--client_count];
    }
}

static void report(int signal_number) {
    (void)signal_number;
    char line[128];
    int length = snprintf(line, sizeof line, "units %lu sends %lu full %lu\n", (unsigned long)published, sends, full);
    if (write(STDOUT_FILENO, line, length) < 0) _exit(1);
    _exit(0);
}

int main(int argument_count, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons(argument_count > 1 ? (uint16_t)atoi(arguments[1]) : 0);
    segments = argument_count < 3 || strcmp(arguments[2], "packets");
    socklen_t address_length = sizeof address;
    int on = 1, listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listen_fd, (struct sockaddr *)&address, sizeof address) || listen(listen_fd, 4096)
            || getsockname(listen_fd, (struct sockaddr *)&address, &address_length)) {
        perror("fanout-limit");
        return 1;
    }
    signal(SIGTERM, report);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listen_fd, &event);
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        int count = epoll_wait(poll_fd, events, 256, -1);
        for (int i = 0; i < count; i++) {
            struct client *client = events[i].data.ptr;
            if (!client) accept_all(listen_fd);
            else if (client->fd >= 0) {
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(client);
                if (client->fd >= 0 && (events[i].events & EPOLLOUT)) push(client);
            }
        }
        free_gone();
    }
}
