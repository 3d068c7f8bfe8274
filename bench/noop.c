/* A policy server that looks for the blank line and says DUNNO: the floor to measure against. One thread, epoll. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 4096
static char last[65536]; /* the last byte each connection read */

int main(int argc, char **argv) {
  int one = 1, server = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argc > 1 ? argv[1] : "10041"))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(server, (struct sockaddr *)&at, sizeof at) || listen(server, 1024)) { perror("noop"); return 1; }
  struct epoll_event ev = {.events = EPOLLIN, .data.fd = server}, ready[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, server, &ev);
  static const char dunno[] = "action=DUNNO\n\n";
  for (;;) {
    int n = epoll_wait(poll, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == server) {
        int client = accept(server, NULL, NULL);
        if (client < 0 || client >= (int)sizeof last) { if (client >= 0) close(client); continue; }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        ev.data.fd = client;
        last[client] = 0;
        epoll_ctl(poll, EPOLL_CTL_ADD, client, &ev);
        continue;
      }
      char buffer[MOST];
      ssize_t got = read(fd, buffer, sizeof buffer);
      if (got <= 0) { close(fd); continue; }
      char before = last[fd];
      for (ssize_t k = 0; k < got; k++) {
        if (buffer[k] == '\n' && before == '\n') {
          if (write(fd, dunno, sizeof dunno - 1) < 0) break;
          before = 0;
        } else {
          before = buffer[k];
        }
      }
      last[fd] = before;
    }
  }
}
