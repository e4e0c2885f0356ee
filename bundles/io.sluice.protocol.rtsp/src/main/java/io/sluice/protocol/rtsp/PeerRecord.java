/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtpstream.StateReader;
import io.sluice.lib.rtpstream.StateWriter;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is, between two versions of this bundle. Whether that still holds is asked again.
 *
 * @param identity null: nobody has been recognised
 * @param proof null when none was needed
 * @param grantedStream what the session was granted for
 */
record PeerRecord(
        @Nullable Identity identity,
        @Nullable Proof proof,
        @Nullable StreamName grantedStream,
        Role grantedRole) {
    /** The parts of the request that proved who it is. */
    record Proof(String method, String url, String authorization) {
        @Override
        public String toString() {
            return "proof"; // a secret
        }
    }

    void write(StateWriter out) {
        out.flag(identity != null);
        if (identity != null) {
            out.text(identity.name())
                    .text(identity.role().name())
                    .number(identity.streams().size());
            identity.streams().forEach(out::text);
            out.text(identity.way().name()).number(identity.stamp());
        }
        out.flag(proof != null);
        if (proof != null) {
            out.text(proof.method).text(proof.url).text(proof.authorization);
        }
        out.text(grantedStream == null ? "" : grantedStream.toString()).text(grantedRole.name());
    }

    static PeerRecord read(StateReader in) throws IOException {
        Identity identity = in.flag() ? identity(in) : null;
        Proof proof = in.flag() ? new Proof(in.text(), in.text(), in.text()) : null;
        String stream = in.text();
        return new PeerRecord(
                identity, proof, stream.isEmpty() ? null : StreamName.of(stream), Role.valueOf(in.text()));
    }

    private static Identity identity(StateReader in) throws IOException {
        String name = in.text();
        Role role = Role.valueOf(in.text());
        Set<String> streams = new HashSet<>();
        for (int left = in.count(); left > 0; left--) {
            streams.add(in.text());
        }
        return new Identity(name, role, streams, Identity.Way.valueOf(in.text()), in.number());
    }
}
