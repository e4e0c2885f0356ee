/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.net.NetRig.Recorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BundleDialerTest {
    private static StreamException failure(CompletionStage<Connection> dial) throws Exception {
        try {
            dial.toCompletableFuture().get(10, TimeUnit.SECONDS).abort(Reason.NONE, "");
        } catch (ExecutionException e) {
            return (StreamException) e.getCause();
        }
        throw new AssertionError("it connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void connectsAndClosesWithItsBundle(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            int port = rig.listen(Recorder.echo());
            BundleDialer dialer = new BundleDialer(rig.loops, rig.clientTls, "io.sluice.driver.test");
            LinkedBlockingQueue<String> echoed = new LinkedBlockingQueue<>();
            Recorder driver = new Recorder(received -> echoed.add(new String(received.bytes(), UTF_8)));
            Connection connection = dialer.connect("localhost", port, Duration.ofSeconds(5), driver::accepted)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(connection.remote().getPort()).isEqualTo(port);
            connection.send(ByteBuffer.wrap("hello".getBytes(UTF_8)));
            assertThat(echoed.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
            dialer.stop();
            assertThat(driver.closed)
                    .containsExactly("BUNDLE_STOPPED: the bundle of io.sluice.driver.test was stopped");
            assertThat(failure(dialer.connect("localhost", port, Duration.ofSeconds(5), driver::accepted))
                            .reason())
                    .isEqualTo(Reason.BUNDLE_STOPPED);
            Eventually.holds("the server saw it", () -> rig.info().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void namesWhoRefused(String transport) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (NetRig rig = new NetRig(NetRig.transport(transport))) {
            StreamException problem = failure(new BundleDialer(rig.loops, rig.clientTls, "test")
                    .connect("127.0.0.1", port, Duration.ofSeconds(5), Recorder.silent()::accepted));
            assertThat(problem.reason()).isEqualTo(Reason.REFUSED);
            assertThat(problem).hasMessage("127.0.0.1:" + port + " refused the connection");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void givesUpAtTheDeadline(String transport) throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport(transport));
                ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> queue = new ArrayList<>();
            for (int i = 0; i < 4; i++) { // nobody accepts: the queue is full and the next one gets no answer
                SocketChannel waiting = SocketChannel.open();
                waiting.configureBlocking(false);
                waiting.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), deaf.getLocalPort()));
                queue.add(waiting);
            }
            StreamException problem = failure(new BundleDialer(rig.loops, rig.clientTls, "test")
                    .connect("127.0.0.1", deaf.getLocalPort(), Duration.ofMillis(300), Recorder.silent()::accepted));
            assertThat(problem.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(problem).hasMessage("127.0.0.1:" + deaf.getLocalPort() + " did not answer within 300 ms");
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void saysThatANameIsUnknown() throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            StreamException problem = failure(new BundleDialer(rig.loops, rig.clientTls, "test")
                    .connect("camera.invalid", 554, Duration.ofSeconds(2), Recorder.silent()::accepted));
            assertThat(problem.reason()).isIn(Reason.UNREACHABLE, Reason.TIMEOUT);
            assertThat(problem.getMessage()).startsWith("camera.invalid:554");
        }
    }

    @Test
    void refusesWhatIsNoAddress() throws Exception {
        try (NetRig rig = new NetRig(NetRig.transport("epoll"))) {
            StreamException problem = failure(new BundleDialer(rig.loops, rig.clientTls, "test")
                    .connect("camera", 70_000, Duration.ofSeconds(2), Recorder.silent()::accepted));
            assertThat(problem.reason()).isEqualTo(Reason.UNREACHABLE);
        }
    }
}
