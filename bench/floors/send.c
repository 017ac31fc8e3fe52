/*
 * The floor of fan-out: nothing but send().
 *
 * send FRAME: prints a port of the loopback on which it listens; whoever connects is in. For each byte on standard
 * input it sends the bytes of the file FRAME to every connection, one send() each. Ends with its standard input.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, LONGEST = 1 << 20 };
static int peers[MOST];
static char frame[LONGEST];

int main(int count, char **arguments) {
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file) return 2;
  size_t size = fread(frame, 1, sizeof frame, file);
  fclose(file);

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, people = 0;
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  struct pollfd waits[] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
  while (poll(waits, 2, -1) > 0) {
    if (waits[1].revents && people < MOST) {
      int peer = accept(listener, NULL, NULL);
      if (peer < 0) return 1;
      setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      peers[people++] = peer;
    }
    if (waits[0].revents) {
      char order;
      if (read(0, &order, 1) != 1) return 0;
      for (int i = 0; i < people; i++)
        if (send(peers[i], frame, size, MSG_NOSIGNAL) != (ssize_t)size) return 1;
    }
  }
  return 1;
}
