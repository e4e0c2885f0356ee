/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Session descriptions as cameras write them, and what they mean as codecs. */
@NullMarked
package io.sluice.lib.sdp;

import org.jspecify.annotations.NullMarked;
