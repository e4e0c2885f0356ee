/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Feed;
import io.sluice.net.NetRig.Recorder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS and clear text on one port, certificates that change, peers that dawdle. */
@Timeout(60)
class TlsTest {
    @TempDir
    Path conf;

    private Tls selfSigned() {
        return new Tls(conf, Map.of("self_signed", true), 50, 2_000);
    }

    private static SSLContext trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("server", Pem.certificates(pem).get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A client that insists on the name, as browsers do. */
    private static SSLSocket dial(int port, String pem, String... protocols) throws Exception {
        SSLSocket socket = (SSLSocket) trusting(pem).getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
        socket.setSoTimeout(30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    private String ownPem() throws IOException {
        return Files.readString(conf.resolve("tls/self-signed.pem"));
    }

    private static void echo(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        assertThat(socket.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void theFirstByteTellsTlsFromClearText(String transport) throws Exception {
        Recorder recorder = Recorder.echo();
        try (NetRig rig = new NetRig(NetRig.transport(transport), selfSigned())) {
            int port = rig.listen(recorder);
            try (Socket clear = NetRig.dial(port);
                    SSLSocket newest = dial(port, ownPem());
                    SSLSocket older = dial(port, ownPem(), "TLSv1.2")) {
                echo(clear, "clear");
                assertThat(recorder.accepted.poll(30, TimeUnit.SECONDS).secure())
                        .isFalse();
                echo(newest, "secret");
                Connection secure = recorder.accepted.poll(30, TimeUnit.SECONDS);
                assertThat(secure.secure()).isTrue();
                assertThat(secure.remote().getAddress().isLoopbackAddress()).isTrue();
                echo(older, "secret too");
                echo(clear, "still clear");
                assertThat(newest.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(older.getSession().getProtocol()).isEqualTo("TLSv1.2");
                assertThat(older.getSession().getCipherSuite()).contains("ECDHE", "GCM");
            }
            Eventually.holds("all are gone", () -> rig.info().connections() == 0);
            assertThat(recorder.closed).hasSize(3).allMatch(text -> text.startsWith("ENDED"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1"})
    void oldVersionsAreRefused(String version) throws Exception {
        try (NetRig rig = new NetRig(Map.of(), selfSigned())) {
            int port = rig.listen(Recorder.echo());
            try (SSLSocket socket = dial(port, ownPem())) {
                socket.setEnabledProtocols(new String[] {version});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void suitesWithoutForwardSecrecyAreRefused() throws Exception {
        try (NetRig rig = new NetRig(Map.of(), selfSigned())) {
            int port = rig.listen(Recorder.echo());
            try (SSLSocket socket = dial(port, ownPem(), "TLSv1.2")) {
                socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void aFeedIsWholeBehindTls(String transport) throws Exception {
        Recorder recorder = Recorder.silent();
        FakeFeed feed = new FakeFeed(8 << 20, 256);
        try (NetRig rig = new NetRig(NetRig.transport(transport), selfSigned())) {
            int port = rig.listen(recorder);
            try (SSLSocket viewer = dial(port, ownPem())) {
                viewer.startHandshake();
                Connection connection = recorder.accepted.poll(30, TimeUnit.SECONDS);
                connection.attach(feed, feed.open("viewer", Feed.Overflow.SKIP_TO_KEY));
                var in = new DataInputStream(viewer.getInputStream());
                for (int i = 0; i < 128; i++) {
                    feed.append(i % 8 == 0 ? 100_000 : 9_000 + i);
                }
                for (int i = 0; i < 128; i++) {
                    int bytes = i % 8 == 0 ? 100_000 : 9_000 + i;
                    assertThat(in.readNBytes(bytes)).as("unit %d", i).isEqualTo(FakeFeed.unit(i, bytes));
                }
                assertThat(rig.loops.writes()).as("written past TLS").isZero();
                connection.send(ByteBuffer.wrap(new byte[] {'!'}));
                assertThat(in.read()).isEqualTo('!');
            }
            Eventually.holds("the cursor is closed", () -> feed.openCursors.get() == 0);
        }
    }

    @Test
    void aViewerBehindTlsThatTakesNothingIsClosed() throws Exception {
        Recorder recorder = Recorder.silent();
        FakeFeed feed = new FakeFeed(32 << 20, 256);
        try (NetRig rig = new NetRig(NetRig.impatient("epoll"), selfSigned())) {
            int port = rig.listen(recorder);
            try (SSLSocket viewer = dial(port, ownPem())) {
                viewer.startHandshake();
                Connection connection = recorder.accepted.poll(30, TimeUnit.SECONDS);
                connection.attach(feed, feed.open("viewer", Feed.Overflow.SKIP_TO_KEY));
                for (int i = 0; i < 250; i++) {
                    feed.append(100_000);
                }
                Eventually.holds(
                        "closed", () -> recorder.closed.contains("TOO_SLOW: the peer took nothing for 400 ms"));
                Eventually.holds("gone", () -> rig.info().connections() == 0);
            }
        }
    }

    @Test
    void whoBeginsTlsAndDoesNotGoOnIsClosed() throws Exception {
        Recorder recorder = Recorder.echo();
        try (NetRig rig = new NetRig(Map.of(), new Tls(conf, Map.of("self_signed", true), 50, 300))) {
            int port = rig.listen(recorder);
            try (Socket silent = NetRig.dial(port);
                    Socket half = NetRig.dial(port)) {
                half.getOutputStream().write(new byte[] {0x16, 3, 1, 2});
                assertThat(half.getInputStream().readAllBytes().length).isLessThan(100);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(recorder.accepted).as("the protocol never heard of them").isEmpty();
            Eventually.holds("gone", () -> rig.info().connections() == 0);
        }
    }

    @Test
    void nonsenseAfterTheFirstByteIsClosed() throws Exception {
        try (NetRig rig = new NetRig(Map.of(), selfSigned())) {
            int port = rig.listen(Recorder.echo());
            for (int i = 0; i < 50; i++) {
                try (Socket peer = NetRig.dial(port)) {
                    byte[] nonsense = new byte[200];
                    new SplittableRandom(i).nextBytes(nonsense);
                    nonsense[0] = 0x16;
                    peer.getOutputStream().write(nonsense);
                    peer.shutdownOutput();
                    assertThat(peer.getInputStream().readAllBytes().length).isLessThan(100);
                }
            }
            Eventually.holds("gone", () -> rig.info().connections() == 0);
        }
    }

    @Test
    void aNewCertificateIsServedAndOpenConnectionsStay() throws Exception {
        KeyPair first = PemTest.pair();
        KeyPair second = PemTest.pair();
        String firstPem = write(first);
        Tls tls = new Tls(conf, Map.of("cert", "c.pem", "key", conf.resolve("k.pem")), 50, 2_000);
        try (NetRig rig = new NetRig(Map.of(), tls)) {
            int port = rig.listen(Recorder.echo());
            try (SSLSocket before = dial(port, firstPem)) {
                echo(before, "before");
                String secondPem = write(second);
                Eventually.holds("the new one is served", () -> served(port).equals(own(secondPem)));
                echo(before, "still there");
                Files.writeString(conf.resolve("k.pem"), PemTest.key(first)); // does not belong to it
                echo(before, "and still");
                Files.delete(conf.resolve("c.pem"));
                for (int i = 0; i < 10; i++) {
                    assertThat(served(port)).isEqualTo(own(secondPem));
                }
                String thirdPem = write(first);
                Eventually.holds("the third one is served", () -> served(port).equals(own(thirdPem)));
            }
        }
    }

    private String write(KeyPair pair) throws Exception {
        String pem = PemTest.certificate(pair, "localhost");
        Files.writeString(conf.resolve("c.pem"), pem);
        Files.writeString(conf.resolve("k.pem"), PemTest.key(pair));
        return pem;
    }

    private static X509Certificate own(String pem) {
        try {
            return Pem.certificates(pem).get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What the server shows now, whoever signed it. */
    private static X509Certificate served(int port) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutACertificateThereIsNoTls() throws Exception {
        Tls tls = new Tls(conf, Map.of("cert", "none.pem", "key", "none.key"), 50, 2_000);
        try (NetRig rig = new NetRig(Map.of(), tls)) {
            int port = rig.listen(Recorder.echo());
            assertThat(tls.on()).isFalse();
            try (Socket clear = NetRig.dial(port)) {
                echo(clear, "clear");
            }
            tls.modified(Map.of("cert", "only.pem"));
            assertThat(tls.on()).isFalse();
            tls.modified(Map.of("self_signed", "true"));
            assertThat(tls.on()).isTrue();
            try (SSLSocket socket = dial(port, ownPem())) {
                echo(socket, "now");
                tls.modified(Map.of());
                echo(socket, "stays");
            }
            assertThat(tls.on()).isFalse();
        }
    }
}
