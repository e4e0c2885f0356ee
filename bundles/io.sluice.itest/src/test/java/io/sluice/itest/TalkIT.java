/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.itest.api.Curl;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.camera.Heard;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import io.sluice.testkit.rtsp.RtspTalker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two-way audio: what viewers of the finished server say reaches the camera. */
class TalkIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int PCMU = 0;
    private static final int PCMA = 8;
    private static final String USERS = """
            auth:
              users:
                - { name: root, password: root, role: admin }
                - { name: family, password: family, role: publisher }
                - { name: guest, password: guest, role: viewer }
            """;

    private static FakeCamera camera;
    private static ServerProcess server;
    private int heardBefore;

    @BeforeAll
    static void start() throws IOException {
        camera = FakeCamera.options()
                .audio()
                .backChannel()
                .auth("md5", "admin", "s3cr3t")
                .start();
        server = ServerProcess.start(
                "streams:\n  door: " + camera.urlWithCredentials() + "\n  show: \"demo:\"\n" + USERS);
    }

    @AfterAll
    static void stop() {
        server.close();
        camera.close();
    }

    /** What the last test said is heard when its session with the camera has ended; the pictures may have one still. */
    @BeforeEach
    void quiet() {
        Await.until("the camera's loudspeaker is free", LIMIT, () -> camera.statistic("open") <= 1);
        heardBefore = camera.heard().size();
    }

    private static String url(String user, String stream) {
        return "rtsp://" + user + ":" + user + "@127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    private List<Heard> heard() {
        List<Heard> all = camera.heard(); // once: it grows
        return all.subList(heardBefore, all.size());
    }

    private static byte[][] speech(int packets) {
        byte[][] speech = new byte[packets][160];
        var random = new Random(packets);
        for (byte[] packet : speech) {
            random.nextBytes(packet);
        }
        return speech;
    }

    private void say(RtspTalker talker, int payloadType, byte[]... packets) throws IOException {
        int before = heard().size();
        for (int i = 0; i < packets.length; i++) {
            talker.say(payloadType, packets[i]);
            int count = before + i + 1;
            if (i % 16 == 15) { // in real time nobody is faster than the queue
                Await.until("the camera hears " + count, LIMIT, () -> heard().size() >= count);
            }
        }
        Await.until("the camera hears all", LIMIT, () -> heard().size() == before + packets.length);
    }

    private static String sessions() {
        return Curl.at(server.httpPort()).as("root").get("/api/v1/sessions").body();
    }

    @Test
    void whatIsSaidArrivesByteForByteWhilePicturesGoOn() throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader viewer = readers.join(url("guest", "door"));
            viewer.awaitUnits(10, LIMIT);
            byte[][] speech = speech(100);
            try (RtspTalker talker = RtspTalker.open(url("family", "door"))) {
                say(talker, PCMA, speech);
                Await.until("the API shows who speaks", LIMIT, () -> {
                    talker.say(PCMA, speech[0]); // goes on, or the turn may end before the API answers
                    return sessions().contains("\"talk\":\"pcma/8000/1\"");
                });
            }
            List<Heard> heard = heard();
            for (int i = 0; i < speech.length; i++) {
                Heard packet = heard.get(i);
                assertThat(packet.payload()).as("packet %d", i).isEqualTo(speech[i]);
                assertThat(packet.payloadType()).isEqualTo(PCMA);
                assertThat(packet.marker()).isEqualTo(i == 0);
                assertThat(packet.timestamp() - heard.get(0).timestamp()).isEqualTo(i * 160);
                assertThat((short) (packet.sequence() - heard.get(0).sequence()))
                        .isEqualTo((short) i);
            }
            viewer.awaitUnits(viewer.units() + 10, LIMIT);
            assertThat(viewer.state()).isEqualTo(RtspReader.State.PLAYING);
            Await.until("the camera's loudspeaker is free", LIMIT, () -> camera.statistic("open") == 1);
            Await.until(
                    "nobody speaks",
                    LIMIT,
                    () -> sessions().contains("\"talk\":\"\"") && !sessions().contains("pcma"));
        }
        assertThat(String.join("\n", server.log())).contains("talk.began").contains("talk.ended");
    }

    @Test
    void gstreamerSpeaksAsItDoesToCameras() throws Exception {
        Path directory = Dist.workDirectory("talk");
        Path script = directory.resolve("gst-talk.py");
        try (var in = TalkIT.class.getResourceAsStream("/gst-talk.py")) {
            Files.copy(in, script);
        }
        Path said = directory.resolve("said");
        String output = PeerProcess.run(
                LIMIT, "/usr/bin/python3", script.toString(), url("family", "door"), "60", said.toString());

        assertThat(output).contains("said all");
        byte[] words = Files.readAllBytes(said);
        assertThat(words).hasSize(60 * 160);
        Await.until("the camera hears all", LIMIT, () -> bytes(heard()).length == words.length);
        assertThat(bytes(heard())).isEqualTo(words);
        assertThat(heard()).allMatch(packet -> packet.payloadType() == PCMU);
    }

    private static byte[] bytes(List<Heard> packets) {
        var all = new ByteArrayOutputStream();
        packets.forEach(packet -> all.writeBytes(packet.payload()));
        return all.toByteArray();
    }

    @Test
    void oneSpeaksAtATimeAndTheOtherWhenItIsSilent() throws Exception {
        try (RtspTalker first = RtspTalker.open(url("family", "door"));
                RtspTalker second = RtspTalker.open(url("root", "door"))) {
            say(first, PCMU, speech(5));
            second.say(PCMU, new byte[160]);
            Await.until(
                    "the second is refused",
                    LIMIT,
                    () -> server.log().stream().anyMatch(line -> line.contains("may not speak to door: BUSY")));
            assertThat(heard()).hasSize(5);
            first.pause();
            byte[] word = {1, 2, 3};
            Await.until("the second is heard", LIMIT, () -> {
                second.say(PCMU, word);
                return heard().stream().anyMatch(packet -> packet.payload().length == 3);
            });
        }
    }

    @Test
    void theTurnEndsWithTheCameraAndBeginsAgainWithIt() throws Exception {
        try (RtspTalker talker = RtspTalker.open(url("family", "door"))) {
            say(talker, PCMU, speech(3));
            camera.reset();
            byte[] word = {9, 9};
            Object before = heard().get(0).connection();
            // A word that was under way may still be heard on the connection that is reset.
            Await.until("the camera hears again, on another connection", LIMIT, () -> {
                talker.say(PCMU, word);
                return heard().stream()
                        .anyMatch(packet -> packet.payload().length == 2 && !before.equals(packet.connection()));
            });
        }
    }

    @Test
    void whoMayOnlyWatchIsNotOfferedItNorIsItWhereNothingListens() throws Exception {
        try (RtspTalker guest = RtspTalker.describe(url("guest", "door"));
                RtspTalker show = RtspTalker.describe(url("family", "show"));
                RtspTalker family = RtspTalker.describe(url("family", "door"))) {
            assertThat(guest.description()).contains("m=video").doesNotContain("sendonly");
            assertThat(show.description()).contains("m=video").doesNotContain("sendonly");
            assertThat(family.offer())
                    .startsWith("m=audio 0 RTP/AVP 0 8 9 99 100")
                    .contains("L16/16000", "opus/48000/2");
            assertThatThrownBy(show::play).isInstanceOf(IOException.class);
        }
    }
}
