/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import io.sluice.testkit.driver.RecordingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in, and what becomes of the others. */
class LoopbackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Track PCMA = new Track(1, MediaKind.AUDIO, Codec.of(Codec.PCMA, 8_000, 1));
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n";
    private static final String PCMA_SDP = String.join(
            "\r\n",
            "v=0",
            "o=- 0 0 IN IP4 127.0.0.1",
            "s=x",
            "t=0 0",
            "m=audio 0 RTP/AVP 8",
            "a=control:streamid=0",
            "");

    private final FakeStream stream = new FakeStream(PCMA);
    private final RecordingContext context = new RecordingContext();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private Loopback loopback;

    @BeforeEach
    void open() throws IOException {
        loopback = new Loopback("test", PATIENCE);
    }

    @AfterEach
    void close() {
        loopback.close();
    }

    private PublishListener listener() {
        return new PublishListener() {
            @Override
            public void recording() {}

            @Override
            public void progress() {}

            @Override
            public void ended(String text) {
                end.complete(text);
            }
        };
    }

    private PlayTicket play() {
        PlayTicket ticket = loopback.play(stream, PATIENCE);
        ticket.owner(Ticket.ANYBODY);
        return ticket;
    }

    private PublishTicket publish(MediaKind... kinds) {
        PublishTicket ticket = loopback.publish(context, Set.of(kinds), PATIENCE, null, listener());
        ticket.owner(Ticket.ANYBODY);
        return ticket;
    }

    private Client connect() throws IOException {
        return new Client(loopback.port());
    }

    private void startPlaying(Client client, String url) throws IOException {
        assertThat(client.ask("DESCRIBE", url)).contains("200 OK", "m=audio 0 RTP/AVP 8", url + "/");
        assertThat(client.ask("SETUP", url + "/trackID=0", TCP, "")).contains("200 OK", "interleaved=0-1");
        assertThat(client.ask("PLAY", url)).contains("200 OK");
    }

    private void startRecording(Client client, String url) throws IOException {
        assertThat(client.ask("ANNOUNCE", url, "Content-Type: application/sdp\r\n", PCMA_SDP))
                .contains("200 OK");
        assertThat(client.ask("SETUP", url + "/streamid=0", TCP.replace("\r\n", ";mode=record\r\n"), ""))
                .contains("200 OK", "interleaved=0-1");
        assertThat(client.ask("RECORD", url)).contains("200 OK");
    }

    @Test
    void aTicketLetsInOnceOnly() throws IOException {
        String url = play().url();
        try (Client first = connect();
                Client second = connect()) {
            startPlaying(first, url);
            assertThat(second.ask("DESCRIBE", url)).contains("404");
            second.awaitClosed();
            assertThat(first.ask("GET_PARAMETER", url)).contains("200 OK");
        }
    }

    @Test
    void nobodyGetsInWithoutATicketThatIsValid() throws IOException {
        PlayTicket revoked = play();
        revoked.close();
        PlayTicket expired = loopback.play(stream, Duration.ZERO);
        expired.owner(Ticket.ANYBODY);
        String base = "rtsp://127.0.0.1:" + loopback.port() + "/";
        for (String url : List.of(
                revoked.url(), expired.url(), base, base + "cam", base + "0".repeat(48), "*", play().url() + "0")) {
            try (Client client = connect()) {
                assertThat(client.ask("OPTIONS", url)).as(url).contains("404");
                client.awaitClosed();
            }
        }
        assertThat(stream.hasFeed()).isFalse();
    }

    @Test
    void aProcessThatIsNotTheProgramsIsRefusedAndTheTicketStaysGood() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            PlayTicket ticket = loopback.play(stream, PATIENCE);
            ticket.owner(other.pid());
            try (Client client = connect()) {
                assertThat(client.ask("DESCRIBE", ticket.url())).contains("404");
                client.awaitClosed();
            }
            ticket.owner(ProcessHandle.current().pid());
            try (Client client = connect()) {
                startPlaying(client, ticket.url());
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void whoComesBeforeTheProgramIsKnownWaitsForIt() throws Exception {
        PlayTicket ticket = loopback.play(stream, PATIENCE);
        try (Client client = connect()) {
            var answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.ask("OPTIONS", ticket.url());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Await.never("an answer", Duration.ofMillis(100), answer::isDone);
            ticket.owner(ProcessHandle.current().pid());
            assertThat(answer.get(60, TimeUnit.SECONDS)).contains("200 OK");
        }
    }

    @Test
    void mediaTravelsInterleavedOnly() throws IOException {
        String url = play().url();
        String udp = "Transport: RTP/AVP;unicast;client_port=5000-5001\r\n";
        try (Client client = connect()) {
            assertThat(client.ask("DESCRIBE", url)).contains("200 OK");
            assertThat(client.ask("SETUP", url + "/trackID=0", udp, "")).contains("461");
            assertThat(client.ask("SETUP", url + "/trackID=7", TCP, "")).contains("404");
            assertThat(client.ask("PLAY", url)).contains("455");
            assertThat(client.ask("ANNOUNCE", url)).contains("405");
            assertThat(client.ask("SETUP", url + "/trackID=0", TCP, "")).contains("200 OK");
            assertThat(client.ask("PLAY", url)).contains("200 OK");
        }
    }

    @Test
    void onlyWhatWasPromisedIsTaken() throws Exception {
        try (Client client = connect()) {
            String url = publish(MediaKind.VIDEO).url();
            assertThat(client.ask("ANNOUNCE", url, "Content-Type: application/sdp\r\n", PCMA_SDP))
                    .contains("415", "promised");
        }
        assertThat(end.get(60, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(context.tracks()).isEmpty();
    }

    @Test
    void theEndOfTheConnectionIsToldOnceAndNotAfterRevocation() throws Exception {
        try (Client client = connect()) {
            startRecording(client, publish(MediaKind.AUDIO).url());
            assertThat(context.complete()).isTrue();
            assertThat(context.tracks()).hasSize(1);
        }
        assertThat(end.get(60, TimeUnit.SECONDS)).contains("closed its connection");

        var told = new CompletableFuture<String>();
        PublishTicket revoked =
                loopback.publish(context, Set.of(MediaKind.AUDIO), PATIENCE, null, new PublishListener() {
                    @Override
                    public void recording() {}

                    @Override
                    public void progress() {}

                    @Override
                    public void ended(String text) {
                        told.complete(text);
                    }
                });
        revoked.owner(Ticket.ANYBODY);
        try (Client client = connect()) {
            startRecording(client, revoked.url());
            revoked.close();
            client.awaitClosed();
        }
        assertThat(told).isNotDone();
    }

    @Test
    void aReaderThatTakesNothingHoldsNobodyAndIsEndedByRevocation() throws Exception {
        PlayTicket ticket = play();
        try (Client stuck = connect();
                Client other = connect()) {
            startPlaying(stuck, ticket.url());
            for (int i = 0; i < 20_000; i++) {
                stream.append(1, AccessUnit.of(new byte[1000], i * 1000L, i * 1000L, true, 0));
            }
            startRecording(other, publish(MediaKind.AUDIO).url());
            assertThat(stream.openCursors).isEqualTo(1);
            ticket.close();
            Await.until("the cursor is given back", PATIENCE, () -> stream.openCursors == 0);
            stuck.awaitClosed();
            assertThat(other.ask("GET_PARAMETER", "*")).contains("200 OK");
        }
    }

    @Test
    void aStreamThatEndsEndsTheConnectionAfterItsLastUnit() throws Exception {
        try (Client client = connect()) {
            startPlaying(client, play().url());
            stream.append(1, AccessUnit.of(new byte[160], 8_000, 8_000, true, 0));
            stream.end(Reason.CODEC_CHANGED);
            client.awaitClosed();
        }
        Await.until("the cursor is given back", PATIENCE, () -> stream.openCursors == 0 && stream.listeners() == 0);
    }

    @Test
    void requestsThatNeverEndAreCutOff() throws IOException {
        try (var hasty = new Loopback("hasty", Duration.ofSeconds(1));
                Client silent = new Client(hasty.port());
                Client slow = new Client(hasty.port());
                Client claimed = new Client(hasty.port())) {
            PlayTicket ticket = hasty.play(stream, PATIENCE);
            ticket.owner(Ticket.ANYBODY);
            claimed.send("OPTIONS " + ticket.url() + " RTSP/1.0\r\nCSeq: 1\r\n\r\n");
            slow.send("OPTIONS " + ticket.url());
            silent.awaitClosed();
            slow.awaitClosed();
            claimed.awaitClosed();
        }
    }

    @Test
    void whatIsNotRtspIsCutOff() throws IOException {
        var random = new Random(5);
        byte[] noise = new byte[40_000];
        random.nextBytes(noise);
        noise[0] = 'G';
        for (byte[] sent : List.of(
                noise,
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                ("OPTIONS " + "x".repeat(20_000)).getBytes(StandardCharsets.US_ASCII))) {
            try (Client client = connect()) {
                try {
                    client.send(sent);
                } catch (IOException e) {
                    continue; // cut off while it was sending
                }
                client.awaitClosed();
            }
        }
    }

    @Test
    void noMoreConnectionsAndTicketsThanMayBe() throws IOException {
        var clients = new ArrayList<Client>();
        try {
            for (int i = 0; i < Loop.MAX_CONNECTIONS + 4; i++) {
                clients.add(connect());
            }
            clients.get(clients.size() - 1).awaitClosed();
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        for (int i = 0; i < Loopback.MAX_TICKETS; i++) {
            loopback.play(stream, PATIENCE);
        }
        assertThatThrownBy(() -> loopback.play(stream, PATIENCE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void twoHundredCyclesLeaveNothing() throws Exception {
        cycle();
        Leaks.Snapshot before = Leaks.ofThisJvm();
        for (int i = 0; i < 200; i++) {
            cycle();
        }
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm, PATIENCE);
    }

    private void cycle() throws IOException {
        try (var own = new Loopback("cycle")) {
            PlayTicket ticket = own.play(stream, PATIENCE);
            ticket.owner(ProcessHandle.current().pid());
            try (Client client = new Client(own.port())) {
                startPlaying(client, ticket.url());
            }
        }
    }
}
