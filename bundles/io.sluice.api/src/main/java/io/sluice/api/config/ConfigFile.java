/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configuration file. File, HTTP API and Web Console are one: whoever changes something changes the file, and the
 * file is what counts. Every method may be called on any thread but an event loop or the lane: it reads or writes the
 * disk. Writers wait for each other, for at most 10 s.
 */
@ProviderType
public interface ConfigFile {
    /** What stands in the file now. */
    Document document() throws ConfigRefusedException;

    /**
     * What a text says, read as the file is read: maps, lists and strings as they are written, variables not filled in;
     * an empty string where nothing stands. Never touches the disk.
     *
     * @throws ConfigRefusedException {@link ConfigRefusedException.Cause#INVALID}: it cannot be read at all
     */
    Map<String, Object> read(String text) throws ConfigRefusedException;

    /** What would become of a text, without changing anything. Masked secrets in it stand for those of the file. */
    Review review(String text);

    /**
     * Replaces the whole text, and applies it. A masked secret ({@link Document#masked}) stands for the one that the
     * file has at that place.
     *
     * @param etag of the document that was changed; null: whatever is there
     * @return the file as it is after it
     * @throws ConfigRefusedException nothing was changed
     */
    Document replace(@Nullable String etag, String text) throws ConfigRefusedException;

    /**
     * Changes single values, and applies them; comments, order and layout of everything else stay.
     *
     * @param etag of the document the edits were made from; null: whatever is there
     * @return the file as it is after it
     * @throws ConfigRefusedException nothing was changed
     */
    Document change(@Nullable String etag, List<Edit> edits) throws ConfigRefusedException;

    /**
     * A state of the file.
     *
     * @param text with secrets: for those who check or write, never for the wire or the log
     * @param masked with {@code ***} for passwords, also within URLs
     * @param etag changes with every byte of the text; without quotes
     * @param problem why the text is not applied, {@code FILE:LINE: …}; null when it is
     * @param readOnly keys, joined by dots, that the command line sets: they cannot be changed here
     */
    record Document(
            Path file,
            String text,
            String masked,
            String etag,
            @Nullable String problem,
            Set<String> readOnly) {
        public Document {
            readOnly = Set.copyOf(readOnly);
        }

        @Override
        public String toString() {
            return file + " " + etag;
        }
    }

    /**
     * One change.
     *
     * @param path keys from the top, for example {@code streams}, {@code yard}
     * @param value a string, number, boolean, list or map of such; null: the key goes
     */
    record Edit(List<String> path, @Nullable Object value) {
        public Edit {
            path = List.copyOf(path);
        }
    }

    /**
     * What a text would do.
     *
     * @param problems {@code FILE:LINE: …}; empty: it would be applied
     * @param notes keys that are ignored, and why
     * @param changes one phrase for each change against what is applied now, without secrets
     */
    record Review(List<String> problems, List<String> notes, List<String> changes) {
        public Review {
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
            changes = List.copyOf(changes);
        }
    }
}
