/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.Bytes;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest images, bounded by number and bytes; the least used ones go first. One thread. */
final class KeptImages {
    private static final int MAX_IMAGES = 64;
    private static final long MAX_BYTES = 32 << 20;

    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** Which image. */
    record Key(StreamName name, Shape shape) {}

    /** @param of the digest of the picture that it was made of */
    private record Kept(Bytes image, Bytes of, long takenNs) {}

    /** The image, if it was taken since. */
    @Nullable
    Bytes newerThan(Key key, long sinceNs) {
        Kept found = kept.get(key);
        return found != null && found.takenNs - sinceNs >= 0 ? found.image : null;
    }

    /** The image, if it was made of the same picture. */
    @Nullable
    Bytes madeOf(Key key, Picture picture) {
        Kept found = kept.get(key);
        return found != null && found.of.equals(digest(picture)) ? found.image : null;
    }

    void put(Key key, Picture picture, Bytes image, long nowNs) {
        Kept old = kept.put(key, new Kept(image, digest(picture), nowNs));
        bytes += image.size() - (old == null ? 0 : old.image.size());
        Iterator<Kept> oldest = kept.values().iterator();
        while ((kept.size() > MAX_IMAGES || bytes > MAX_BYTES) && oldest.hasNext()) {
            bytes -= oldest.next().image.size();
            oldest.remove();
        }
    }

    private static Bytes digest(Picture picture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            picture.codec().parameterSets().forEach(set -> digest.update(set.asBuffer()));
            digest.update(picture.unit().payload());
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
