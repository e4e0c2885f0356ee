/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Source;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspUrl;
import io.sluice.lib.sdp.SdpTrack;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a source {@code rtsp://[user[:password]@]host[:port]/path[?query][#option…]} says.
 *
 * @param url with credentials
 * @param kinds which medias are set up
 * @param answerTimeout how long the connection, or one answer, may take
 * @param route how the camera is reached
 * @param talk whether to ask the camera if it can be spoken to: unless {@code #backchannel=0}, whatever else is said
 */
record RtspConfig(RtspUrl url, Set<MediaKind> kinds, Duration answerTimeout, Route route, boolean talk) {
    private static final int MAX_TIMEOUT_S = 600;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Set<MediaKind> DEFAULT_KINDS = Set.of(MediaKind.VIDEO, MediaKind.AUDIO);

    RtspConfig {
        kinds = Set.copyOf(kinds);
    }

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and shows no credentials
     */
    static RtspConfig of(Source source) {
        try {
            String location = source.location();
            // rtspx is go2rtc's name for RTSPS with any certificate.
            RtspUrl url = RtspUrl.read(
                    source.scheme().equals("rtspx") ? "rtsps" + location.substring("rtspx".length()) : location);
            boolean talk = !"0".equals(source.option("backchannel"));
            return new RtspConfig(url, kinds(source), options(source), Route.of(source, url), talk);
        } catch (RtspException e) {
            throw new IllegalArgumentException("rtsp: " + e.getMessage() + "; write rtsp://host/path", e);
        }
    }

    /** Whether a media of this kind is set up; data only when asked for, or when the camera has nothing else. */
    boolean takes(MediaKind kind, List<SdpTrack> offered) {
        boolean dataOnly = kinds.equals(DEFAULT_KINDS)
                && !offered.isEmpty()
                && offered.stream().allMatch(track -> track.kind() == MediaKind.DATA);
        return dataOnly || kinds.contains(kind);
    }

    /** The same without asking whether the camera can be spoken to. */
    RtspConfig withoutTalk() {
        return new RtspConfig(url, kinds, answerTimeout, route, false);
    }

    /** For people: {@code host:port}. */
    String peer() {
        return (url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]") + ":" + url.port();
    }

    private static Set<MediaKind> kinds(Source source) {
        String media = source.option("media");
        if (media == null) {
            return DEFAULT_KINDS;
        }
        var kinds = EnumSet.noneOf(MediaKind.class);
        for (String word : media.toLowerCase(Locale.ROOT).split("[,+|&]")) {
            switch (word) {
                case "video" -> kinds.add(MediaKind.VIDEO);
                case "audio" -> kinds.add(MediaKind.AUDIO);
                case "data" -> kinds.add(MediaKind.DATA);
                default ->
                    throw new IllegalArgumentException(
                            "#media=" + media + ": write video, audio or data, several with commas between");
            }
        }
        return kinds;
    }

    /** Checks all options and gives the timeout. */
    private static Duration options(Source source) {
        Duration timeout = DEFAULT_TIMEOUT;
        for (String key : source.optionKeys()) {
            String value = String.valueOf(source.option(key));
            switch (key) {
                case "media", "transport", "fingerprint" -> {
                    // read elsewhere
                }
                case "timeout" -> timeout = timeout(value);
                case "backchannel" -> check(key, value, "0|1", "it says whether to talk to the camera");
                default ->
                    throw new IllegalArgumentException("rtsp: has no option #" + key
                            + "; there are #media, #timeout, #transport, #fingerprint and #backchannel");
            }
        }
        return timeout;
    }

    private static void check(String key, String value, String allowed, String why) {
        if (!value.matches(allowed)) {
            throw new IllegalArgumentException(
                    "#" + key + "=" + value + ": write " + allowed.replace("|", " or ") + "; " + why);
        }
    }

    private static Duration timeout(String value) {
        if (value.matches("[0-9]{1,3}")) {
            int seconds = Integer.parseInt(value);
            if (seconds > 0 && seconds <= MAX_TIMEOUT_S) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw new IllegalArgumentException("#timeout=" + value + ": write seconds from 1 to " + MAX_TIMEOUT_S);
    }
}
