/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An attempt ends here, as expected things do: becomes the answer of {@link RtspDriver#open}. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Set<Reason> ABOUT_ONE_MEDIA =
            EnumSet.of(Reason.UNSUPPORTED_MEDIA, Reason.SOURCE_NOT_FOUND, Reason.PROTOCOL_ERROR, Reason.FAILED);

    private final transient Opened answer;
    private boolean aboutTalk;
    private @Nullable Lower instead;

    /** @param text for people, without credentials */
    RefusedException(Reason reason, String text, Opened.Retry retry) {
        super(text);
        this.answer = new Opened.Refused(reason, text, retry);
    }

    RefusedException(Opened.Redirect redirect) {
        super("redirected");
        this.answer = redirect;
    }

    /** True when other medias of the same camera may well be given. */
    boolean isAboutOneMedia() {
        return answer instanceof Opened.Refused refused && ABOUT_ONE_MEDIA.contains(refused.reason());
    }

    /** The camera hung up on the question whether it can be spoken to; it may give its media without that. */
    RefusedException aboutTalk() {
        aboutTalk = true;
        return this;
    }

    boolean isAboutTalk() {
        return aboutTalk;
    }

    /** Something else may carry the media; then it is asked for with that. */
    RefusedException insteadBy(Lower other) {
        instead = other;
        return this;
    }

    @Nullable
    Lower instead() {
        return instead;
    }

    Opened answer() {
        return answer;
    }
}
