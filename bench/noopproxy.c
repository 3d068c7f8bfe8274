/* A proxy that passes bytes and looks at none: the floor to measure against. noopproxy PORT NEXT_PORT; one process, poll, both on loopback. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_CONNECTIONS 4096
#define MOST_BYTES 65536
static int other[MOST_CONNECTIONS]; /* the other side of each connection */

static int socket_of(int port, int (*use)(int, const struct sockaddr *, socklen_t)) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (fd < 0 || fd >= MOST_CONNECTIONS || use(fd, (struct sockaddr *)&at, sizeof at)) { perror("noopproxy"); return -1; }
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "noopproxy PORT NEXT_PORT\n"); return 2; }
  static char bytes[MOST_BYTES];
  int one = 1, poll = epoll_create1(0), server = socket_of(atoi(argv[1]), bind);
  if (server < 0 || listen(server, 1024)) return 1;
  struct epoll_event ev = {.events = EPOLLIN, .data.fd = server}, ready[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &ev);
  for (;;) {
    int n = epoll_wait(poll, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == server) {
        int client = accept(server, NULL, NULL), hop = client < 0 ? -1 : socket_of(atoi(argv[2]), connect);
        if (client < 0 || client >= MOST_CONNECTIONS || hop < 0) { close(client); close(hop); continue; }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        other[client] = hop;
        other[hop] = client;
        ev.data.fd = client;
        epoll_ctl(poll, EPOLL_CTL_ADD, client, &ev);
        ev.data.fd = hop;
        epoll_ctl(poll, EPOLL_CTL_ADD, hop, &ev);
        continue;
      }
      if (other[fd] < 0) continue; /* closed earlier in this turn */
      ssize_t got = read(fd, bytes, sizeof bytes);
      if (got <= 0 || write(other[fd], bytes, got) != got) {
        int to = other[fd];
        other[fd] = other[to] = -1;
        close(fd);
        close(to);
      }
    }
  }
}
