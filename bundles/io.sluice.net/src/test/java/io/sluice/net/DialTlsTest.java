/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.api.net.Connection;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.DialTls.Trust;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.net.NetRig.Recorder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are dialled with TLS, to a server whose certificate nobody has signed but itself. */
@Timeout(60)
class DialTlsTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    Path conf;

    private NetRig rig(String transport) {
        return new NetRig(NetRig.transport(transport), new Tls(conf, Map.of("self_signed", true), 50, 10_000));
    }

    private String fingerprint() throws Exception {
        String pem = Files.readString(conf.resolve("tls/self-signed.pem"));
        byte[] certificate = Pem.certificates(pem).get(0).getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
    }

    private static Connection dial(NetRig rig, ClientTls tls, int port, DialTls how, Recorder driver) throws Exception {
        return new BundleDialer(rig.loops, tls, "test")
                .connect("localhost", port, TIME, how, driver::accepted)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static StreamException failure(NetRig rig, ClientTls tls, int port, DialTls how) {
        Recorder driver = Recorder.silent();
        Throwable problem = catchThrowable(() -> dial(rig, tls, port, how, driver));
        assertThat(problem).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(StreamException.class);
        assertThat(driver.accepted).as("the driver never saw it").isEmpty();
        return (StreamException) problem.getCause();
    }

    private static void echoes(NetRig rig, ClientTls tls, int port, DialTls how) throws Exception {
        var back = new LinkedBlockingQueue<Byte>();
        Recorder driver = new Recorder(received -> {
            for (byte each : received.bytes()) {
                back.add(each);
            }
        });
        Connection connection = dial(rig, tls, port, how, driver);
        assertThat(connection.secure()).isTrue();
        byte[] sent = "a secret, several records long. ".repeat(2_000).getBytes(UTF_8);
        connection.send(ByteBuffer.wrap(sent.clone()));
        byte[] got = new byte[sent.length];
        for (int i = 0; i < got.length; i++) {
            Byte next = back.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("byte %d", i).isNotNull();
            got[i] = next;
        }
        assertThat(Arrays.equals(got, sent)).isTrue();
        connection.close(Reason.NONE, "done");
        Eventually.holds("it is closed", () -> driver.closed.size() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void speaksWithWhomeverIsTrusted(String transport) throws Exception {
        try (NetRig rig = rig(transport)) {
            int port = rig.listen(Recorder.echo());
            echoes(rig, rig.clientTls, port, DialTls.any());
            echoes(rig, rig.clientTls, port, DialTls.pinned(fingerprint()));
            String colons = fingerprint().toUpperCase(java.util.Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
            echoes(rig, rig.clientTls, port, DialTls.pinned(colons));
            ClientTls knowing = new ClientTls(conf, Map.of("ca", "tls/self-signed.pem"));
            echoes(rig, knowing, port, DialTls.verified());
            knowing.stop();
        }
    }

    @Test
    void refusesACertificateThatNobodyTrustedHasSigned() throws Exception {
        try (NetRig rig = rig("epoll")) {
            int port = rig.listen(Recorder.echo());
            StreamException problem = failure(rig, rig.clientTls, port, DialTls.verified());
            assertThat(problem.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(problem)
                    .hasMessage("localhost:" + port + " shows a certificate that is not trusted: no authority that is"
                            + " trusted has signed it; its fingerprint is sha256:" + fingerprint());
        }
    }

    @Test
    void refusesACertificateThatHasExpiredAndSaysSo() throws Exception {
        Path store = conf.resolve("store.p12");
        String ca = "-alias ca -dname CN=ca -ext bc:c -validity 3650";
        String server =
                "-alias server -dname CN=localhost -ext san=dns:localhost -signer ca -startdate -500d -validity 99";
        for (String which : List.of(ca, server)) {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
            command.addAll(
                    List.of(("-genkeypair -keyalg EC -storepass secret -keystore " + store + " " + which).split(" ")));
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        Files.writeString(
                conf.resolve("ca.pem"),
                Pem.text("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
        Files.writeString(
                conf.resolve("old.pem"),
                Pem.text("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        byte[] key = keys.getKey("server", "secret".toCharArray()).getEncoded();
        Files.writeString(conf.resolve("old.key"), Pem.text("PRIVATE KEY", key));

        var expired = new Tls(conf, Map.of("cert", "old.pem", "key", "old.key"), 50, 10_000);
        try (NetRig rig = new NetRig(NetRig.transport("epoll"), expired)) {
            int port = rig.listen(Recorder.echo());
            ClientTls knowing = new ClientTls(conf, Map.of("ca", "ca.pem"));
            StreamException problem = failure(rig, knowing, port, DialTls.verified());
            assertThat(problem.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(problem.getMessage())
                    .startsWith("localhost:" + port + " shows a certificate that is not trusted: it has expired (");
            knowing.stop();
        }
    }

    @Test
    void refusesACertificateForAnotherName() throws Exception {
        try (NetRig rig = rig("epoll")) {
            int port = rig.listen(Recorder.echo());
            ClientTls knowing = new ClientTls(conf, Map.of("ca", "tls/self-signed.pem"));
            var other = new DialTls(Trust.VERIFIED, "", "camera.example");
            StreamException problem = failure(rig, knowing, port, other);
            assertThat(problem.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(problem.getMessage()).contains("camera.example");
            knowing.stop();
        }
    }

    @Test
    void refusesAnotherCertificateThanThePinnedOneAndNamesIt() throws Exception {
        try (NetRig rig = rig("epoll")) {
            int port = rig.listen(Recorder.echo());
            StreamException problem = failure(rig, rig.clientTls, port, DialTls.pinned("ab".repeat(32)));
            assertThat(problem.reason()).isEqualTo(Reason.UNTRUSTED);
            assertThat(problem)
                    .hasMessage("localhost:" + port + " shows another certificate than the one that is pinned;"
                            + " its fingerprint is sha256:" + fingerprint());
        }
    }

    @Test
    void saysThatThePeerSpeaksNoTls() throws Exception {
        try (NetRig rig = new NetRig(Map.of())) {
            int port = rig.listen(new Recorder(received ->
                    received.connection().send(ByteBuffer.wrap("RTSP/1.0 400 Bad Request\r\n\r\n".getBytes(UTF_8)))));
            StreamException problem = failure(rig, rig.clientTls, port, DialTls.any());
            assertThat(problem.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
            assertThat(problem).hasMessage("localhost:" + port + " does not speak TLS");
        }
    }

    @Test
    void saysThatThePeerHangsUpOrIsSilentInTheHandshake() throws Exception {
        try (NetRig rig = new NetRig(Map.of());
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            int port = server.getLocalPort();
            var closing = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().readNBytes(50);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            StreamException closed = failure(rig, rig.clientTls, port, DialTls.any());
            assertThat(closed.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
            assertThat(closed.getMessage()).startsWith("localhost:" + port).contains("TLS handshake");
            closing.get(10, TimeUnit.SECONDS);
            Throwable silent = catchThrowable(() -> new BundleDialer(rig.loops, rig.clientTls, "test")
                    .connect("localhost", port, Duration.ofMillis(500), DialTls.any(), Recorder.silent()::accepted)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS));
            assertThat(silent.getCause())
                    .hasMessage("localhost:" + port + " did not finish the TLS handshake within 500 ms");
        }
    }

    @Test
    void saysThatTheFileOfAuthoritiesIsWrong() throws Exception {
        try (NetRig rig = rig("epoll")) {
            int port = rig.listen(Recorder.echo());
            ClientTls wrong = new ClientTls(conf, Map.of("ca", "missing.pem"));
            StreamException problem = failure(rig, wrong, port, DialTls.verified());
            assertThat(problem.reason()).isEqualTo(Reason.FAILED);
            assertThat(problem.getMessage()).contains("tls.ca", "missing.pem");
            wrong.stop();
        }
    }
}
