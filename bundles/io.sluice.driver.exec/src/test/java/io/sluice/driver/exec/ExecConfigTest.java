/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Source;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecConfigTest {
    private static ExecConfig of(String source) {
        return ExecConfig.of(Source.of(source));
    }

    @Test
    void argumentsAreSplitAtBlanksButNotBetweenQuotes() {
        assertThat(of("exec:/bin/p  -a 'b c' \"d 'e' f\" g'h i'j '' k\\ l").argv())
                .containsExactly("/bin/p", "-a", "b c", "d 'e' f", "gh ij", "", "k\\", "l");
    }

    @Test
    void nothingOfAShellHasAMeaning() {
        assertThat(of("exec:/bin/p $(id) | tee /tmp/x; rm *&").argv())
                .containsExactly("/bin/p", "$(id)", "|", "tee", "/tmp/x;", "rm", "*&");
    }

    @Test
    void theAddressTakesThePlaceOfOutput() {
        ExecConfig config = of("exec:/bin/p -f rtsp {output}?x={output}");
        assertThat(config.announces()).isTrue();
        assertThat(config.argv("rtsp://a/b")).containsExactly("/bin/p", "-f", "rtsp", "rtsp://a/b?x=rtsp://a/b");
    }

    @Test
    void optionsAreThoseOfGo2rtc() {
        ExecConfig config = of("exec:/bin/p -#killsignal=2#killtimeout=1#starttimeout=20");
        assertThat(config.argv()).containsExactly("/bin/p", "-");
        assertThat(config.killSignal()).isEqualTo(2);
        assertThat(config.killTime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.startTime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.speaker()).isNull();
    }

    @Test
    void aTimeThatASourceDoesNotHaveToCloseIsCutAndThatIsSaid() {
        assertThat(of("exec:/bin/p").killWait()).isNull();
        assertThat(of("exec:/bin/p").warning()).isNull();
        assertThat(of("exec:/bin/p#killtimeout=2").killWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(of("exec:/bin/p#killtimeout=2").warning()).isNull();
        assertThat(of("exec:/bin/p#killtimeout=30").killWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(of("exec:/bin/p#killtimeout=30").warning())
                .isEqualTo("#killtimeout=30 is cut to 2: SIGKILL comes then, because a source must be closed within 3 s"
                        + " (tuning.close)");
    }

    @ParameterizedTest
    @CsvSource({
        "'', pcma/8000/1, false",
        "#audio=alaw, pcma/8000/1, false",
        "#audio=mulaw/16000, pcmu/16000/1, false",
        "#audio=pcml/48000/2, l16/48000/2, true",
        "#audio=pcm/44100, l16/44100/1, false"
    })
    void aSpeakerSaysWhatItPlays(String option, String codec, boolean little) {
        SpeakerFormat speaker = of("exec:/usr/bin/aplay -#backchannel=1" + (option == null ? "" : option))
                .speaker();
        assertThat(speaker.codec().toString()).isEqualTo(codec);
        assertThat(speaker.little()).isEqualTo(little);
        assertThat(speaker.samples(new byte[] {1, 2, 3, 4}))
                .containsExactly(little ? new byte[] {2, 1, 4, 3} : new byte[] {1, 2, 3, 4});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "exec:/bin/p#kilsignal=9 ~ exec: has no option kilsignal; it has killsignal, killtimeout,",
                "exec:/bin/p#killsignal=99 ~ exec: #killsignal=99: allowed are whole numbers from 1 to 31",
                "exec:/bin/p#killsignal=TERM ~ exec: #killsignal=TERM: allowed are whole numbers from 1 to 31",
                "exec:/bin/p#starttimeout=0 ~ exec: #starttimeout=0: allowed are whole numbers from 1 to 600",
                "exec:/bin/p#audio=alaw ~ exec: #audio=alaw needs #backchannel=1",
                "exec:/bin/p#backchannel=yes ~ exec: #backchannel=yes: allowed are 0 and 1",
                "exec:/bin/p {output}#backchannel=1 ~ exec: #backchannel=1 and {output} exclude each other",
                "exec:ffmpeg -i x ~ exec: starts with the absolute path of a program, for example",
                "exec: ~ exec: starts with the absolute path of a program, for example",
                "exec:/bin/p 'a ~ exec: a quote ' is not closed"
            })
    void whatIsWrongIsNamed(String source, String sentence) {
        assertThatThrownBy(() -> of(source.strip()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence.strip());
    }

    @Test
    void anUnknownFormatOfSoundIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> of("exec:/bin/p#backchannel=1#audio=opus"))
                .hasMessageStartingWith("exec: #audio=opus is not known; allowed are pcma (or alaw), pcmu");
    }
}
