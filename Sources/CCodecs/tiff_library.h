// The functions of libtiff, loaded when first needed. Inside of CCodecs only.

#ifndef CCODECS_TIFF_LIBRARY_H
#define CCODECS_TIFF_LIBRARY_H

#include <stdbool.h>
#include <tiffio.h>

#include "codec_library.h"

#define TIFF_FUNCTIONS(USE)                                                                         \
  USE(TIFFClientOpen)                                                                               \
  USE(TIFFClose)                                                                                    \
  USE(TIFFComputeStrip)                                                                             \
  USE(TIFFComputeTile)                                                                              \
  USE(TIFFGetField)                                                                                 \
  USE(TIFFGetFieldDefaulted)                                                                        \
  USE(TIFFIsTiled)                                                                                  \
  USE(TIFFRGBAImageBegin)                                                                           \
  USE(TIFFRGBAImageEnd)                                                                             \
  USE(TIFFRGBAImageGet)                                                                             \
  USE(TIFFRGBAImageOK)                                                                              \
  USE(TIFFReadBufferSetup)                                                                          \
  USE(TIFFReadEncodedStrip)                                                                         \
  USE(TIFFReadEncodedTile)                                                                          \
  USE(TIFFScanlineSize64)                                                                           \
  USE(TIFFSetErrorHandler)                                                                          \
  USE(TIFFSetWarningHandler)                                                                        \
  USE(TIFFStripSize64)                                                                              \
  USE(TIFFTileRowSize64)                                                                            \
  USE(TIFFTileSize64)

struct tiff_functions {
  TIFF_FUNCTIONS(CODEC_DECLARE_FUNCTION)
};

// NULL when there is no libtiff. What libtiff says of an error goes where codec_tiff_set_message_target says.
const struct tiff_functions *codec_tiff_functions(void);

// Where the calling thread wants the text of its first error: codec_message_size bytes, or NULL for nowhere.
void codec_tiff_set_message_target(char *message);

#endif
