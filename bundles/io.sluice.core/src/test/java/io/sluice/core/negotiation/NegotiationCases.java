/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.Want;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the table of cases; its form is described at the top of {@code negotiation/cases.txt}. */
final class NegotiationCases {
    private static final Pattern CODEC =
            Pattern.compile("(?<name>\\w+)(/(?<clock>\\d+)(/(?<channels>\\d+))?)?(\\{(?<parameters>[^}]*)})?");
    private static final Map<String, String> USUAL = Map.of(
            "pcma", "8000/1", "pcmu", "8000/1", "g722", "8000/1", "opus", "48000/2", "aac", "48000/2", "mp3",
            "44100/2");

    /** One miss that is expected, and words that its text must have. */
    record ExpectedMiss(int want, Reason reason, String text) {}

    /** One case; a test's name is its title. */
    static final class Case {
        String title = "";
        int line;
        final List<Want> wants = new ArrayList<>();
        final List<Offer> offers = new ArrayList<>();
        final List<Match> sticky = new ArrayList<>();
        final List<String> matches = new ArrayList<>();
        final List<ExpectedMiss> misses = new ArrayList<>();
        final Set<Integer> needed = new TreeSet<>();
        boolean pending;

        @Override
        public String toString() {
            return title;
        }
    }

    private final List<Case> cases = new ArrayList<>();

    private NegotiationCases() {}

    static List<Case> load() {
        var loader = new NegotiationCases();
        try (InputStream in = NegotiationCases.class.getResourceAsStream("/negotiation/cases.txt")) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            for (int i = 0; i < lines.length; i++) {
                loader.line(lines[i].strip(), i + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loader.cases;
    }

    private void line(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        try {
            if (words[0].equals("case")) {
                var next = new Case();
                next.title = rest;
                next.line = number;
                cases.add(next);
            } else {
                read(cases.get(cases.size() - 1), words[0], rest);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("cases.txt:" + number + ": " + line, e);
        }
    }

    private static void read(Case into, String word, String rest) {
        switch (word) {
            case "want" -> into.wants.add(want(rest));
            case "source" -> into.offers.add(source(into.offers.size(), rest));
            case "track" -> {
                Offer last = into.offers.remove(into.offers.size() - 1);
                var tracks = new ArrayList<>(last.tracks());
                tracks.add(track(rest));
                into.offers.add(new Offer(
                        last.source(),
                        last.label(),
                        last.status(),
                        last.reason(),
                        last.text(),
                        tracks,
                        last.complete()));
            }
            case "sticky" -> {
                String[] sides = rest.split("=");
                // Only its id counts: the codec is what it was when it was chosen.
                Track track = new Track(Integer.parseInt(sides[1]), MediaKind.VIDEO, Codec.of("h264", 90000, 0));
                into.sticky.add(new Match(Integer.parseInt(sides[0]), track));
            }
            case "match" -> into.matches.add(rest);
            case "miss" -> {
                String[] parts = rest.split(" : ", 2);
                String[] head = parts[0].split(" ");
                into.misses.add(new ExpectedMiss(
                        Integer.parseInt(head[0]), Reason.valueOf(head[1]), parts.length > 1 ? parts[1] : ""));
            }
            case "needed" ->
                Arrays.stream(rest.split(" "))
                        .filter(each -> !each.isEmpty())
                        .forEach(each -> into.needed.add(Integer.parseInt(each)));
            case "pending" -> into.pending = true;
            default -> throw new IllegalArgumentException("unknown word " + word);
        }
    }

    private static Want want(String text) {
        String[] words = text.split(" ", 2);
        String rest = words.length > 1 ? words[1].strip() : "";
        boolean every = rest.startsWith("every");
        String patterns = every ? rest.substring("every".length()).strip() : rest;
        List<CodecPattern> accepted = patterns.isEmpty()
                ? List.of()
                : Arrays.stream(patterns.split("\\|"))
                        .map(each -> pattern(each.strip()))
                        .toList();
        return new Want(kind(words[0]), accepted, every);
    }

    private static Offer source(int index, String text) {
        String[] words = text.split(" ", 3);
        var status = Offer.Status.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        boolean open = status == Offer.Status.OPEN;
        Reason reason = open || words.length < 2 ? Reason.NONE : Reason.valueOf(words[1]);
        boolean complete = open && words.length < 2;
        return new Offer(index, "s" + index, status, reason, words.length > 2 ? words[2] : "", List.of(), complete);
    }

    private static Track track(String text) {
        String[] words = text.split(" ");
        Matcher codec = matched(words[2]);
        String name = codec.group("name");
        String[] usual = USUAL.getOrDefault(name, "90000/0").split("/");
        String clock = codec.group("clock") == null ? usual[0] : codec.group("clock");
        String channels = codec.group("channels") == null ? usual[1] : codec.group("channels");
        List<Bytes> sets = words.length > 3
                ? Arrays.stream(words[4].split(",")).map(Bytes::ofHex).toList()
                : List.of();
        return new Track(
                Integer.parseInt(words[0]),
                kind(words[1]),
                new Codec(name, Integer.parseInt(clock), Integer.parseInt(channels), parameters(codec), sets));
    }

    private static CodecPattern pattern(String text) {
        Matcher codec = matched(text);
        String clock = codec.group("clock");
        String channels = codec.group("channels");
        return new CodecPattern(
                codec.group("name"),
                clock == null ? 0 : Integer.parseInt(clock),
                channels == null ? 0 : Integer.parseInt(channels),
                parameters(codec));
    }

    private static Matcher matched(String text) {
        Matcher codec = CODEC.matcher(text);
        if (!codec.matches()) {
            throw new IllegalArgumentException("not a codec: " + text);
        }
        return codec;
    }

    private static Map<String, String> parameters(Matcher codec) {
        var parameters = new TreeMap<String, String>();
        if (codec.group("parameters") != null) {
            for (String each : codec.group("parameters").split(",")) {
                parameters.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
            }
        }
        return parameters;
    }

    private static MediaKind kind(String text) {
        return MediaKind.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
