/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.net.Connection;
import io.sluice.net.NetRig.Recorder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProtocolListenersTest {
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void serves200Connections(String transport) throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            int port = rig.listen(Recorder.echo());
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                sockets.add(NetRig.dial(port));
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write("hello".getBytes(UTF_8));
            }
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
            }
            assertThat(rig.info().connections()).isEqualTo(200);
            for (Socket socket : sockets) {
                socket.close();
            }
            Eventually.holds("all are gone", () -> rig.info().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void reportsAPortThatIsInUseAndTakesItWhenItIsFree(String transport) throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            String address;
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                address = "127.0.0.1:" + other.getLocalPort();
                rig.listeners.addProtocol(Recorder.echo(), NetRig.service(1, address));
                Eventually.holds("the problem shows", () -> rig.info().problem() != null);
                assertThat(rig.info().problem()).isEqualTo(address + " is already in use by another program");
                assertThat(rig.info().bound()).isNull();
                Eventually.holds("the part is registered", () -> rig.context.registered != null);
                assertThat((String) rig.context.registered.get("sluice.startup.error"))
                        .isEqualTo("echo: " + address + " is already in use by another program");
            }
            Eventually.holds("it listens", () -> address.equals(rig.info().bound()));
            Eventually.holds("the error is gone", () -> rig.context.registered.get("sluice.startup.error") == null);
            assertThat((String[]) rig.context.registered.get("sluice.startup.lines"))
                    .containsExactly("echo://" + address + "/");
            assertThat(rig.info().problem()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void freesThePortAtOnce(String transport) throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            int port = rig.listen(Recorder.echo());
            Map<String, Object> service = NetRig.service(1, "127.0.0.1:" + port);
            rig.listeners.updatedProtocol(Recorder.echo(), service);
            for (int i = 0; i < 20; i++) {
                Recorder recorder = Recorder.echo();
                rig.listeners.removeProtocol(recorder, service);
                rig.listeners.addProtocol(recorder, service);
                Eventually.holds(
                        "it listens",
                        () -> rig.info().bound() != null || rig.info().problem() != null);
                assertThat(rig.info().problem()).isNull();
                try (Socket viewer = NetRig.dial(port)) {
                    viewer.getOutputStream().write('x');
                    assertThat(viewer.getInputStream().read()).isEqualTo('x');
                    rig.listeners.removeProtocol(recorder, service);
                    assertThat(recorder.closed).containsExactly("BUNDLE_STOPPED: the bundle of echo was stopped");
                    assertThat(viewer.getInputStream().read()).isEqualTo(-1);
                    assertThatThrownBy(() -> NetRig.dial(port)).isInstanceOf(ConnectException.class);
                    rig.listeners.addProtocol(recorder, service);
                }
            }
        }
    }

    @Test
    void closesConnectionsWhenTheAddressChangesAndNotWhenAnotherPropertyDoes() throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            Recorder recorder = Recorder.echo();
            int port = rig.listen(recorder);
            try (Socket viewer = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> recorder.accepted.size() == 1);
                Map<String, Object> other = new HashMap<>(NetRig.service(1, "127.0.0.1:0"));
                other.put("colour", "blue");
                rig.listeners.updatedProtocol(recorder, other);
                assertThat(rig.info().connections()).isEqualTo(1);
                rig.listeners.updatedProtocol(recorder, NetRig.service(1, ""));
                assertThat(recorder.closed).containsExactly("BUNDLE_STOPPED: the address of echo changed");
                assertThat(viewer.getInputStream().read()).isEqualTo(-1);
                assertThat(rig.info().bound()).isNull();
            }
        }
    }

    @Test
    void countsAProtocolThatIsOffAsStarted() {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            assertThat(rig.context.registered).isNull();
            rig.listeners.addProtocol(Recorder.echo(), NetRig.service(1, ""));
            Eventually.holds("the part is registered", () -> rig.context.registered != null);
            assertThat(rig.context.registered.get("sluice.startup.error")).isNull();
            assertThat((String[]) rig.context.registered.get("sluice.startup.lines"))
                    .isEmpty();
        }
    }

    @Test
    void listensAtIpv6() throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            rig.listeners.addProtocol(Recorder.echo(), NetRig.service(1, "[::1]:0"));
            Eventually.holds(
                    "tried", () -> rig.info().bound() != null || rig.info().problem() != null);
            if (rig.info().problem() == null) {
                assertThat(rig.info().bound()).startsWith("[::1]:");
                try (Socket socket = new Socket(InetAddress.getAllByName("::1")[0], rig.port())) {
                    socket.getOutputStream().write('x');
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void listensAtEveryAddress(String transport) throws IOException {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            rig.listeners.addProtocol(Recorder.echo(), NetRig.service(1, ":0"));
            int port = rig.port();
            assertThat(rig.info().bound()).isIn("[::]:" + port, "0.0.0.0:" + port);
            for (InetAddress address : InetAddress.getAllByName("localhost")) {
                try (Socket socket = new Socket(address, port)) {
                    socket.getOutputStream().write('x');
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            rig.listeners.addProtocol(Recorder.echo(), NetRig.service(1, "nonsense"));
            Eventually.holds("tried", () -> rig.info().problem() != null);
            assertThat(rig.info().problem()).startsWith("nonsense is not an address");
            rig.listeners.updatedProtocol(Recorder.echo(), NetRig.service(1, "192.0.2.1:8554"));
            Eventually.holds("tried", () -> rig.info().problem() != null);
            assertThat(rig.info().problem()).isEqualTo("192.0.2.1:8554 is not an address of this machine");
        }
    }

    @Test
    void refusesWhatIsBeyondTheLimit() throws IOException {
        try (NetRig rig = new NetRig(Map.of("max_connections", 2))) {
            Recorder recorder = Recorder.echo();
            int port = rig.listen(recorder);
            try (Socket one = NetRig.dial(port);
                    Socket two = NetRig.dial(port)) {
                Eventually.holds("accepted", () -> recorder.accepted.size() == 2);
                recorder.accepted.forEach(Connection::admitted);
                try (Socket three = NetRig.dial(port)) {
                    assertThat(three.getInputStream().read()).isEqualTo(-1);
                }
                one.close();
                Eventually.holds("left", () -> rig.info().connections() == 1);
                try (Socket three = NetRig.dial(port)) {
                    three.getOutputStream().write('x');
                    assertThat(three.getInputStream().read()).isEqualTo('x');
                }
            }
        }
    }

    @Test
    void leavesNoThreadAndNoFileBehind() throws Exception {
        try (NetRig warm = new NetRig(Map.of())) {
            NetRig.dial(warm.listen(Recorder.echo())).close();
        }
        long files = OpenFiles.count();
        for (int i = 0; i < 10; i++) {
            try (NetRig rig = new NetRig(NetRig.transport(i % 2 == 0 ? "epoll" : "nio"))) {
                int port = rig.listen(Recorder.echo());
                try (Socket socket = NetRig.dial(port)) {
                    socket.getOutputStream().write('x');
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }
            }
        }
        Eventually.holds(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("sluice-net")));
        Eventually.holds("no file is left", () -> OpenFiles.count() <= files + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void goesOnAcceptingAfterFilesRanOut(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            int port = rig.listen(Recorder.echo());
            NetRig.dial(port).close(); // everything is loaded that is needed
            Eventually.holds("gone", () -> rig.info().connections() == 0);
            List<SocketChannel> viewers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                viewers.add(SocketChannel.open()); // takes its file now
            }
            try (OpenFiles.Limit limit = OpenFiles.leaveFree(2)) {
                for (SocketChannel viewer : viewers) {
                    viewer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                }
                limit.lift();
                SocketChannel last = viewers.get(viewers.size() - 1);
                last.write(ByteBuffer.wrap(new byte[] {'x'}));
                ByteBuffer answer = ByteBuffer.allocate(1);
                assertThat(last.read(answer)).isEqualTo(1);
            }
            for (SocketChannel viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void aHandlerThatThrowsLosesItsConnectionOnly() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            Recorder recorder = new Recorder(received -> {
                if (received.bytes()[0] == '!') {
                    throw new IllegalStateException("planted");
                }
                received.connection().send(ByteBuffer.wrap(received.bytes()));
            });
            int port = rig.listen(recorder);
            try (Socket good = NetRig.dial(port);
                    Socket bad = NetRig.dial(port)) {
                bad.getOutputStream().write('!');
                Eventually.holds("closed", () -> recorder.closed.contains("FAILED: internal error"));
                good.getOutputStream().write('x');
                assertThat(good.getInputStream().read()).isEqualTo('x');
                assertThat(recorder.accepted.poll(30, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }
}
