/* A milter that accepts everything: the floor to measure against. It frames packets, negotiates as Sluice does (no HELO, no DATA, no
   end of headers, no body, no answer to the connection and to header fields) and looks at nothing. One thread, epoll, no libmilter. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CONNECTIONS 4096
#define MOST_BYTES 65536
static struct { size_t length; unsigned char bytes[MOST_BYTES]; } *of[MOST_CONNECTIONS];

static const unsigned char go_on[] = {0, 0, 0, 1, 'c'};

static uint32_t number(const unsigned char *at) { return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3]; }

/* Answers the packets that are whole and keeps the rest; 0 closes. */
static int take(int fd) {
  unsigned char answers[MOST_BYTES];
  size_t out = 0, at = 0, end = of[fd]->length;
  unsigned char *in = of[fd]->bytes;
  while (end - at >= 5 && end - at >= 4 + (size_t)number(in + at)) {
    size_t length = 4 + (size_t)number(in + at);
    switch (in[at + 4]) {
      case 'O': {
        uint32_t version = number(in + at + 5), steps = number(in + at + 13) & 0x17d2;
        unsigned char answer[17] = {0, 0, 0, 13, 'O', 0, 0, 0, version < 6 ? version : 6};
        for (int i = 0; i < 4; i++) answer[13 + i] = steps >> (24 - 8 * i);
        memcpy(answers + out, answer, sizeof answer);
        out += sizeof answer;
        break;
      }
      case 'M': case 'R': case 'E':
        memcpy(answers + out, go_on, sizeof go_on);
        out += sizeof go_on;
        break;
      case 'Q': return 0;
      default: break;
    }
    at += length;
    if (out > MOST_BYTES - 64) break;
  }
  memmove(in, in + at, end - at);
  of[fd]->length = end - at;
  if (out == 0) {
    /* Nothing to say: without this Postfix's next packet waits for a delayed acknowledgement. Linux forgets it again by itself. */
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
  }
  return of[fd]->length < MOST_BYTES && (out == 0 || write(fd, answers, out) == (ssize_t)out);
}

int main(int argc, char **argv) {
  int one = 1, server = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argc > 1 ? argv[1] : "10051"))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server, (struct sockaddr *)&at, sizeof at) || listen(server, 1024)) { perror("noopmilter"); return 1; }
  struct epoll_event ev = {.events = EPOLLIN, .data.fd = server}, ready[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &ev);
  for (;;) {
    int n = epoll_wait(poll, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == server) {
        int client = accept(server, NULL, NULL);
        if (client < 0) continue;
        if (client >= MOST_CONNECTIONS) { close(client); continue; }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (!of[client] && !(of[client] = malloc(sizeof **of))) return 1;
        of[client]->length = 0;
        ev.data.fd = client;
        epoll_ctl(poll, EPOLL_CTL_ADD, client, &ev);
        continue;
      }
      ssize_t got = read(fd, of[fd]->bytes + of[fd]->length, MOST_BYTES - of[fd]->length);
      if (got <= 0) { close(fd); continue; }
      of[fd]->length += got;
      if (!take(fd)) close(fd);
    }
  }
}
