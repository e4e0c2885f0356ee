/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source {@code exec:/absolute/program arguments#option…} says.
 *
 * @param argv the program and its arguments; may hold {@value #OUTPUT}
 * @param killSignal the polite one
 * @param killTime between it and SIGKILL, as it was said; null when nothing is said
 * @param startTime until media comes, null when nothing is said
 * @param speaker what is written to its standard input; null when it is no speaker
 */
record ExecConfig(
        List<String> argv,
        int killSignal,
        @Nullable Duration killTime,
        @Nullable Duration startTime,
        @Nullable SpeakerFormat speaker) {
    /** Stands for an address where the program gives its media by RTSP. */
    static final String OUTPUT = "{output}";

    private static final int SIGTERM = 15;
    private static final int MAX_SIGNAL = 31;
    private static final int MAX_S = 600;
    /** Nothing waits longer for a program to end: its source must be closed within {@code tuning.close}. */
    private static final Duration LONGEST_KILL_TIME = Duration.ofSeconds(2);

    private static final String KNOWN = "killsignal, killtimeout, starttimeout, backchannel and audio";

    ExecConfig {
        argv = List.copyOf(argv);
    }

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and shows no credentials
     */
    static ExecConfig of(Source source) {
        for (String key : source.optionKeys()) {
            if (!Map.of("killsignal", 1, "killtimeout", 1, "starttimeout", 1, "backchannel", 1, "audio", 1)
                    .containsKey(key)) {
                throw new IllegalArgumentException("exec: has no option " + key + "; it has " + KNOWN);
            }
        }
        List<String> argv =
                CommandLine.split(source.location().substring(source.scheme().length() + 1));
        if (argv.isEmpty() || !argv.get(0).startsWith("/")) {
            throw new IllegalArgumentException(
                    "exec: starts with the absolute path of a program, for example exec:/usr/bin/ffmpeg -i …");
        }
        SpeakerFormat speaker = speaker(source);
        var config = new ExecConfig(
                argv,
                number(source, "killsignal", 1, MAX_SIGNAL, SIGTERM),
                seconds(source, "killtimeout", 0),
                seconds(source, "starttimeout", 1),
                speaker);
        if (speaker != null && config.announces()) {
            throw new IllegalArgumentException("exec: #backchannel=1 and {output} exclude each other");
        }
        return config;
    }

    private static @Nullable SpeakerFormat speaker(Source source) {
        String said = source.option("backchannel");
        String audio = source.option("audio");
        if (said != null && !said.equals("0") && !said.equals("1")) {
            throw new IllegalArgumentException("exec: #backchannel=" + said + ": allowed are 0 and 1");
        }
        boolean speaks = "1".equals(said);
        if (audio != null && !speaks) {
            throw new IllegalArgumentException("exec: #audio=" + audio + " needs #backchannel=1");
        }
        return !speaks ? null : audio == null ? SpeakerFormat.NORMAL : SpeakerFormat.of(audio);
    }

    private static @Nullable Duration seconds(Source source, String key, int least) {
        int said = number(source, key, least, MAX_S, -1);
        return said < 0 ? null : Duration.ofSeconds(said);
    }

    private static int number(Source source, String key, int least, int most, int normal) {
        String text = source.option(key);
        if (text == null) {
            return normal;
        }
        int value = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "exec: #" + key + "=" + text + ": allowed are whole numbers from " + least + " to " + most);
        }
        return value;
    }

    /** Between the polite signal and SIGKILL, as it is; null when nothing is said. */
    @Nullable
    Duration killWait() {
        return isCut() ? LONGEST_KILL_TIME : killTime;
    }

    private boolean isCut() {
        return killTime != null && killTime.compareTo(LONGEST_KILL_TIME) > 0;
    }

    /** What is not done as it was said, or null. */
    @Nullable
    String warning() {
        return killTime == null || !isCut()
                ? null
                : "#killtimeout=" + killTime.toSeconds() + " is cut to " + LONGEST_KILL_TIME.toSeconds()
                        + ": SIGKILL comes then, because a source must be closed within 3 s (tuning.close)";
    }

    /** The program's absolute path. */
    String program() {
        return argv.get(0);
    }

    /** Whether the program gives its media by RTSP. */
    boolean announces() {
        return argv.stream().anyMatch(argument -> argument.contains(OUTPUT));
    }

    /** The arguments with the address. */
    List<String> argv(String address) {
        return argv.stream().map(argument -> argument.replace(OUTPUT, address)).toList();
    }
}
