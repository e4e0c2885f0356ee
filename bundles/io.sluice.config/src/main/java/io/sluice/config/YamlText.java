/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Bytes of a YAML file to a {@link Node} tree. Bounded in size, depth and number of nodes, aliases included. */
final class YamlText {
    /** Largest file. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_FORGIVEN_LINE = 1000;
    private static final Pattern BARE_SCHEME =
            Pattern.compile("^( *(?:\"[^\"]*\"|'[^']*'|[^\\s\"'#][^:]*): +)([a-zA-Z][a-zA-Z0-9+.-]*:)(\\s*(?:#.*)?)$");

    private static final Pattern LINE = Pattern.compile("([^\\r\\n]*)(\\r\\n|\\r|\\n|$)");

    private YamlText() {}

    /**
     * Reads one YAML document.
     *
     * @param name of the file, for messages
     * @return the top level; without any field when the document is empty
     * @throws ConfigException says where and what, for any content whatsoever
     */
    static Node.Fields parse(String name, byte[] content) throws ConfigException {
        if (content.length > MAX_BYTES) {
            throw new ConfigException(new Place(name, 0), "is larger than " + MAX_BYTES + " bytes");
        }
        return parse(name, decode(name, content));
    }

    /** As {@link #parse} for a value of {@code --set}, which may be of any kind. */
    static Node parseValue(String name, String text) throws ConfigException {
        Node node = parseNode(name, text);
        return TreeReader.relocated(node, new Place(name, 0));
    }

    /** As {@link #parse(String, byte[])} of a text that is decoded already. */
    static Node.Fields parse(String name, String text) throws ConfigException {
        Node root = parseForgiving(name, text);
        if (root instanceof Node.Fields fields) {
            return fields;
        }
        if (Node.isNull(root)) {
            return new Node.Fields(new Place(name, 1), List.of());
        }
        throw new ConfigException(root.place(), "expected sections like \"streams:\", found " + root.kind());
    }

    /**
     * Parses, and once more with quotes around values like {@code demo:} when it fails. YAML wants them there, but the
     * source {@code demo: demo:} is what people write and what the documentation shows.
     */
    private static Node parseForgiving(String name, String text) throws ConfigException {
        try {
            return parseNode(name, text);
        } catch (ConfigException wrong) {
            Forgiven forgiven = forgive(text);
            if (forgiven.quotes().isEmpty()) {
                throw wrong;
            }
            return parseNode(name, forgiven.text());
        }
    }

    /** The text that {@link #parse(String, String)} makes its tree of. */
    static Forgiven accepted(String text) {
        try {
            parseNode("", text);
            return new Forgiven(text, List.of());
        } catch (ConfigException needsQuotes) {
            return forgive(text);
        }
    }

    /**
     * A text with quotes where YAML wants them.
     *
     * @param quotes where they were put in, as offsets in the new text, ascending
     */
    record Forgiven(String text, List<Integer> quotes) {
        /** Where something stands in the text as it was written. */
        int original(int offset) {
            int found = Collections.binarySearch(quotes, offset);
            return offset - (found < 0 ? -found - 1 : found);
        }
    }

    private static Forgiven forgive(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        var quotes = new ArrayList<Integer>();
        Matcher lines = LINE.matcher(text);
        while (lines.find()) {
            String line = lines.group(1);
            Matcher form = BARE_SCHEME.matcher(line);
            if (line.length() <= MAX_FORGIVEN_LINE && form.matches()) {
                quotes.add(quoted.length() + form.end(1));
                quotes.add(quoted.length() + form.end(2) + 1);
                quoted.append(form.group(1)).append('"').append(form.group(2)).append('"');
                quoted.append(form.group(3)).append(lines.group(2));
            } else {
                quoted.append(lines.group());
            }
        }
        return new Forgiven(quoted.toString(), quotes);
    }

    private static Node parseNode(String name, String text) throws ConfigException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setUseMarks(true)
                .setCodePointLimit(MAX_BYTES + 1)
                .build();
        try {
            return new TreeReader(name, new Parse(settings).parseString(text)).document();
        } catch (MarkedYamlEngineException wrong) {
            Mark mark = orNull(wrong.getProblemMark());
            int line = mark == null ? 1 : mark.getLine() + 1;
            throw new ConfigException(new Place(name, line), sentence(wrong.getProblem()));
        } catch (YamlEngineException wrong) {
            throw new ConfigException(
                    new Place(name, lineOfUnprintable(text)),
                    "is not YAML: it has a character that" + " YAML does not allow");
        } catch (RuntimeException | StackOverflowError wrong) {
            // The parser is not ours; whatever it throws, a wrong file must not stop the server.
            throw new ConfigException(
                    new Place(name, 1), "is not YAML (" + wrong.getClass().getSimpleName() + ")");
        }
    }

    private static String sentence(@Nullable String problem) {
        if (problem == null) {
            return "is not YAML";
        }
        // The scanner quotes single characters only, never a value: nothing secret can be in here.
        if (problem.contains("TAB")) {
            return "a tab cannot indent in YAML; use spaces";
        }
        String hint =
                problem.contains("mapping values") ? " (a value with a colon at its end needs quotes: \"demo:\")" : "";
        return "is not YAML: " + problem + hint;
    }

    /** The text without a byte order mark. */
    static String decode(String name, byte[] content) throws ConfigException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            String text = decoder.decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException wrong) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += content[i] == '\n' ? 1 : 0;
            }
            throw new ConfigException(new Place(name, line), "is not UTF-8");
        }
    }

    private static int lineOfUnprintable(String text) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c < ' ' && c != '\t' && c != '\r' || c >= 0x7F && c < 0xA0 && c != 0x85 || c >= 0xFFFE) {
                return line;
            }
        }
        return 1;
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.isPresent() ? value.get() : null;
    }
}
