/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.BackChannel;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With scripts as programs. */
class ExecDriverTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ExecDriver driver;
    private Path program;
    private final RecordingContext context = new RecordingContext(StreamName.of("test"), Duration.ofSeconds(20));

    @BeforeEach
    void make() throws IOException {
        program = Files.createFile(
                folder.resolve("program"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        driver = new ExecDriver(folder.resolve("programs"), new Allowed(List.of(program.toString())));
    }

    @AfterEach
    void stop() {
        driver.stop();
    }

    private Opened open(String script, String rest) throws Exception {
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        return driver.open(Source.of("exec:" + program + rest), context);
    }

    private static Opened.Refused refused(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return (Opened.Refused) opened;
    }

    /** Half a second of A-law, and again and again. */
    private Path wav() throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] head = java.util.HexFormat.of()
                .parseHex("52494646ffffffff57415645666d7420120000000600010040"
                        + "1f0000401f000001000800000064617461ffffffff");
        out.write(head);
        byte[] sound = new byte[8_000];
        Arrays.fill(sound, (byte) 0xD5);
        out.write(sound);
        return Files.write(folder.resolve("sound.wav"), out.toByteArray());
    }

    @Test
    void whatAProgramWritesArrives() throws Exception {
        Opened opened = open("cat " + wav() + "; exec sleep 60", "");
        assertThat(opened).isInstanceOf(Opened.Producing.class);
        context.awaitUnits(50, LIMIT);
        assertThat(context.tracks().get(0).codec().toString()).isEqualTo("pcma/8000/1");
        assertThat(context.complete()).isTrue();
        ((Opened.Producing) opened).producer().close();
        assertThat(context.ended()).isNull();
    }

    @Test
    void argumentsArriveAsTheyAreAndNothingElseOfTheServer() throws Exception {
        Path seen = folder.resolve("seen");
        Opened opened =
                open("echo \"$2|$HOME|$USER\" > \"$1\"; cat " + wav() + "; exec sleep 60", " " + seen + " 'a  $b'");
        context.awaitUnits(1, LIMIT);
        ((Opened.Producing) opened).producer().close();
        assertThat(seen).hasContent("a  $b||");
    }

    @Test
    void aProgramThatIsNotListedIsRefusedWithASentence() throws Exception {
        Opened.Refused refused = refused(driver.open(Source.of("exec:/bin/cat /etc/passwd"), context));
        assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refused.retry()).isEqualTo(Opened.Retry.NO);
        assertThat(refused.text()).isEqualTo("/bin/cat is not in exec.allow_paths, which has " + program);
        driver.modified(Map.of("allow_paths", new String[0]));
        assertThat(refused(driver.open(Source.of("exec:/bin/cat"), context)).text())
                .isEqualTo("exec: is off, because exec.allow_paths is empty; add /bin/cat to it");
    }

    @Test
    void aProgramThatIsTakenOutOfTheListIsStopped() throws Exception {
        open("cat " + wav() + "; exec sleep 60", "");
        context.awaitUnits(1, LIMIT);
        driver.modified(Map.of("allow_paths", new String[] {"/bin/true"}));
        RecordingContext.Ended ended = context.awaitEnded(LIMIT);
        assertThat(ended.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(ended.text()).isEqualTo(program + " is not in exec.allow_paths, which has /bin/true");
    }

    @Test
    void aProgramThatIsNotThereIsMissing() throws Exception {
        Files.delete(program);
        Opened.Refused refused = refused(driver.open(Source.of("exec:" + program), context));
        assertThat(refused.reason()).isEqualTo(Reason.PROGRAM_MISSING);
        assertThat(refused.retry()).isEqualTo(Opened.Retry.YES);
        assertThat(refused.text()).contains(program.toString());
    }

    @Test
    void aProgramThatEndsAtOnceIsRefusedWithItsLastWordsMasked() throws Exception {
        Opened.Refused refused = refused(open("echo 'cannot open rtsp://admin:Secret17@192.0.2.1/x' >&2; exit 7", ""));
        assertThat(refused.reason()).isEqualTo(Reason.FAILED);
        assertThat(refused.text())
                .isEqualTo("program ended with code 7; its last words: cannot open rtsp://admin:***@192.0.2.1/x");
    }

    @Test
    void aProgramThatWritesNothingIsGivenUp() throws Exception {
        Opened.Refused refused = refused(open("exec sleep 60", "#starttimeout=1"));
        assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(refused.text()).isEqualTo("program gave no media within 1000 ms");
    }

    @Test
    void aProgramThatWritesSomethingElseIsRefused() throws Exception {
        Opened.Refused refused = refused(open("yes hello", ""));
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(refused.text()).startsWith("program writes a format that is not known");
    }

    @Test
    void rawPicturesArriveAsRtpCarriesThem() throws Exception {
        String picture = "printf 'YUV4MPEG2 W2 H1 F25:1 Cmono\\n'; while :; do printf 'FRAME\\n  '; sleep 0.05; done";
        Opened opened = open(picture, "");
        context.awaitUnits(3, LIMIT);
        assertThat(context.tracks().get(0).codec().toString()).isEqualTo("opaque(raw)/90000");
        ((Opened.Producing) opened).producer().close();
    }

    @Test
    void rawPicturesThatCannotBeSentOnAreRefusedWithASentence() throws Exception {
        Opened.Refused refused = refused(open("echo YUV4MPEG2 W64 H48 C420p10; exec sleep 60", ""));
        assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_MEDIA);
        assertThat(refused.text())
                .startsWith(
                        "program writes raw pictures (YUV4MPEG2) of the colour space C420p10, which cannot be sent");
    }

    @Test
    void theEndOfAProgramIsToldToCore() throws Exception {
        open("cat " + wav() + "; while [ ! -e " + folder.resolve("go") + " ]; do sleep 0.05; done; exit 3", "");
        context.awaitUnits(50, LIMIT);
        Files.createFile(folder.resolve("go"));
        RecordingContext.Ended ended = context.awaitEnded(LIMIT);
        assertThat(ended.reason()).isEqualTo(Reason.FAILED);
        assertThat(ended.text()).isEqualTo("program ended with code 3");
        assertThat(ended.retry()).isEqualTo(Opened.Retry.YES);
    }

    @Test
    void theSeventeenthProgramIsRefused() throws Exception {
        Path sound = wav();
        for (int i = 0; i < 16; i++) {
            assertThat(open("cat " + sound + "; exec sleep 60", "")).isInstanceOf(Opened.Producing.class);
        }
        Opened.Refused refused = refused(open("cat " + sound + "; exec sleep 60", ""));
        assertThat(refused.reason()).isEqualTo(Reason.LIMIT);
        assertThat(refused.text()).startsWith("16 programs run already, as many as may");
    }

    @Test
    void theSignalIsTheOneThatWasAskedFor() throws Exception {
        Path told = folder.resolve("told");
        Opened opened = open(
                // Not INT: a shell cannot trap what is ignored when it starts, as INT is for what runs in the
                // background.
                "trap 'echo USR1 > " + told + "; exit 0' USR1; trap '' TERM; cat " + wav()
                        + "; while :; do sleep 0.05; done",
                "#killsignal=10#killtimeout=2");
        context.awaitUnits(50, LIMIT);
        ((Opened.Producing) opened).producer().close();
        assertThat(told).hasContent("USR1");
    }

    @Test
    void whatIsSaidIsReadByTheProgramAndTheTurnEndsWithTheEndOfItsInput() throws Exception {
        Path heard = folder.resolve("heard");
        Opened opened = open("cat > " + heard + "; echo end >> " + heard, "#backchannel=1#audio=pcml/16000");
        Producer producer = ((Opened.Producing) opened).producer();
        BackChannel device = producer.facet(BackChannel.class).orElseThrow();
        assertThat(device.accepted()).containsExactly(Codec.of(Codec.L16, 16_000, 1));
        BackChannel.Talk talk = talk(device);
        assertThat(device.talk(device.accepted().get(0)).toCompletableFuture()).isCompletedExceptionally();
        assertThat(talk.deliver(AccessUnit.of(new byte[] {'b', 'a', 'd', 'c'}, 0, true)))
                .isEqualTo(TrackSink.Delivery.ACCEPTED);
        talk.close();
        Await.until("the program heard it", LIMIT, () -> Files.readString(heard).equals("abcdend\n"));
        assertThat(talk.deliver(AccessUnit.of(new byte[2], 0, true))).isEqualTo(TrackSink.Delivery.CLOSED);
        Await.until("the next turn", LIMIT, () -> {
            talk(device).close();
            return true;
        });
        producer.close();
    }

    private static BackChannel.Talk talk(BackChannel device) throws Exception {
        return device.talk(device.accepted().get(0)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aProgramThatDoesNotReadBlocksNobody() throws Exception {
        Opened opened = open("exec sleep 60", "#backchannel=1");
        Producer producer = ((Opened.Producing) opened).producer();
        BackChannel.Talk talk = talk(producer.facet(BackChannel.class).orElseThrow());
        byte[] second = new byte[8_000];
        Await.until(
                "the queue is full",
                LIMIT,
                () -> talk.deliver(AccessUnit.of(second, 0, true)) == TrackSink.Delivery.DROPPED_QUEUE_FULL);
        Await.until(
                "the program is stopped",
                LIMIT,
                () -> talk.deliver(AccessUnit.of(second, 0, true)) == TrackSink.Delivery.CLOSED);
        producer.close();
    }
}
