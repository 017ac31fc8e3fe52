// The push service of `web-push-testing` on one port of the loopback; by itself it would listen on every network.
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: "127.0.0.1" }, ...rest);
};

const Server = require("web-push-testing/src/server.js");
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");

new Server(new PushApiModel(), Number(process.argv[2])).startServer();
