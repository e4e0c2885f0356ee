/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Wants;
import io.sluice.rest.http.Etags;
import io.sluice.rest.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The definitions of streams as the configuration file has them. */
public final class Definitions {
    private static final String STREAMS = "streams";
    private static final String PRELOAD = "preload";
    private static final String MASK = "***";

    private final ConfigDoor config;

    public Definitions(ConfigDoor config) {
        this.config = config;
    }

    /**
     * One stream of the file.
     *
     * @param sources as written, with credentials and variables: never for the wire or the log
     * @param preload null: none
     */
    public record Definition(List<String> sources, @Nullable String preload) {
        public Definition {
            sources = List.copyOf(sources);
        }

        /** Changes with everything that is defined; without quotes. */
        public String etag() {
            return Etags.of(String.join("\n", sources) + "\n\n" + preload);
        }

        /** With credentials masked. */
        public List<String> masked() {
            return sources.stream().map(Source::mask).toList();
        }

        @Override
        public String toString() {
            return masked() + (preload == null ? "" : " preload " + preload);
        }
    }

    /** What shall become of a definition. */
    @FunctionalInterface
    public interface Change {
        /** @param old null: there is none */
        Definition to(@Nullable Definition old) throws ProblemException;
    }

    /** Null when the file has no such stream. */
    public @Nullable Definition find(StreamName name) throws ProblemException {
        return find(config.tree(config.document()), name);
    }

    private static @Nullable Definition find(YamlTree tree, StreamName name) {
        String key = tree.key(STREAMS, name.toString());
        if (key == null) {
            return null;
        }
        String preloadKey = tree.key(PRELOAD, name.toString());
        Object preload = preloadKey == null ? null : tree.section(PRELOAD).get(preloadKey);
        return new Definition(
                YamlTree.sources(tree.section(STREAMS).get(key)), preload == null ? null : preload.toString());
    }

    /** All names with what is kept running. */
    public YamlTree tree() throws ProblemException {
        return config.tree(config.document());
    }

    /**
     * Defines a stream or changes its definition. A masked password in a source stands for the one that is there.
     *
     * @param ifMatch condition on this stream's definition, or null
     * @return whether there was none before
     */
    public boolean put(StreamName name, @Nullable String ifMatch, Change change) throws ProblemException {
        boolean[] made = new boolean[1];
        config.change(null, (Document document, YamlTree tree) -> {
            Definition old = find(tree, name);
            Etags.require(ifMatch, old == null ? null : old.etag());
            made[0] = old == null;
            Definition wanted = change.to(old);
            Definition restored = new Definition(restored(wanted.sources(), old), checked(wanted.preload()));
            return restored.equals(old) ? List.of() : edits(tree, name, old, restored);
        });
        return made[0];
    }

    private static @Nullable String checked(@Nullable String preload) throws ProblemException {
        try {
            if (preload != null) {
                Wants.ofQuery(preload);
            }
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest("preload: " + wrong.getMessage());
        }
        return preload;
    }

    private static List<Edit> edits(YamlTree tree, StreamName name, @Nullable Definition old, Definition wanted) {
        var edits = new ArrayList<Edit>();
        if (old == null || !old.sources().equals(wanted.sources())) {
            String key = tree.key(STREAMS, name.toString());
            Object value = wanted.sources().size() == 1 ? wanted.sources().get(0) : wanted.sources();
            edits.add(new Edit(List.of(STREAMS, key == null ? name.toString() : key), value));
        }
        if (old == null ? wanted.preload() != null : !java.util.Objects.equals(old.preload(), wanted.preload())) {
            String key = tree.key(PRELOAD, name.toString());
            edits.add(new Edit(List.of(PRELOAD, key == null ? name.toString() : key), wanted.preload()));
        }
        return edits;
    }

    private static List<String> restored(List<String> sources, @Nullable Definition old) throws ProblemException {
        var restored = new ArrayList<String>();
        List<String> left = new ArrayList<>(old == null ? List.of() : old.sources());
        for (String source : sources) {
            try {
                Source.of(source);
            } catch (IllegalArgumentException wrong) {
                if (!left.contains(source)) {
                    throw ProblemException.badRequest(wrong);
                }
            }
            String same = left.stream()
                    .filter(there -> source.equals(there) || source.equals(Source.mask(there)))
                    .findFirst()
                    .orElse(source);
            left.remove(same);
            if (same.equals(source)
                    && source.contains(MASK)
                    && (old == null || !old.sources().contains(source))) {
                throw ProblemException.badRequest(
                        "*** stands for a password that is there, but no source of this stream looks like this one");
            }
            restored.add(same);
        }
        return restored;
    }

    /**
     * Removes a stream from the file.
     *
     * @return false: it is not there
     */
    public boolean remove(StreamName name, @Nullable String ifMatch) throws ProblemException {
        boolean[] there = new boolean[1];
        config.change(null, (Document document, YamlTree tree) -> {
            Definition old = find(tree, name);
            Etags.require(ifMatch, old == null ? null : old.etag());
            there[0] = old != null;
            var edits = new ArrayList<Edit>();
            for (String section : List.of(STREAMS, PRELOAD)) {
                String key = tree.key(section, name.toString());
                if (key != null && old != null) {
                    edits.add(new Edit(List.of(section, key), null));
                }
            }
            return edits;
        });
        return there[0];
    }
}
